/** One picture that a platform's project asks for. */
export interface Picture {
  /** From the app's own folder. */
  path: string;
  width: number;
  height: number;
  /** Side of the mark. */
  mark: number;
  colour: string;
  ground: string;
  /** Of the ground's corners. */
  radius?: number;
}

const white = "#ffffff";
const action = "#007ea3";
const brand = "#009ac7";

/** The ground of our pages: what follows a splash is the same colour. */
const grounds = [
  { night: "", suffix: "", ground: "#fafafa" },
  { night: "-night", suffix: "-dark", ground: "#111111" },
];

const res = "android/app/src/main/res";
const assets = "ios/App/App/Assets.xcassets";

/** Android's densities, in pixels for each dp. */
const densities = Object.entries({
  mdpi: 1,
  hdpi: 1.5,
  xhdpi: 2,
  xxhdpi: 3,
  xxxhdpi: 4,
});

const launcher = densities.flatMap(([density, scale]) => {
  const at = (name: string) => `${res}/mipmap-${density}/${name}.png`;
  const side = 48 * scale;
  const common = { width: side, height: side, colour: white, ground: action };
  return [
    { ...common, path: at("ic_launcher"), mark: side * 0.6, radius: side / 5 },
    {
      ...common,
      path: at("ic_launcher_round"),
      mark: side * 0.54,
      radius: side / 2,
    },
    // Only the inner 66 of 108 dp are never cut off by a launcher's shape.
    {
      ...common,
      path: at("ic_launcher_foreground"),
      width: 108 * scale,
      height: 108 * scale,
      mark: 48 * scale,
      ground: "transparent",
    },
  ];
});

const splashes = {
  mdpi: [320, 480],
  hdpi: [480, 800],
  xhdpi: [720, 1280],
  xxhdpi: [960, 1600],
  xxxhdpi: [1280, 1920],
};

const androidSplash = grounds.flatMap(({ night, ground }) => {
  const splash = (qualifiers: string, width: number, height: number) => ({
    path: `${res}/drawable${qualifiers}/splash.png`,
    width,
    height,
    mark: Math.round(Math.min(width, height) / 4),
    colour: brand,
    ground,
  });
  return [
    splash(night, 480, 320),
    ...Object.entries(splashes).flatMap(([density, [short = 0, long = 0]]) => [
      splash(`-port${night}-${density}`, short, long),
      splash(`-land${night}-${density}`, long, short),
    ]),
  ];
});

const iosSplash = grounds.flatMap(({ suffix, ground }) =>
  ["", "-1", "-2"].map((copy) => ({
    path: `${assets}/Splash.imageset/splash-2732x2732${suffix}${copy}.png`,
    width: 2732,
    height: 2732,
    // As high as a phone, of which it fills the middle.
    mark: 400,
    colour: brand,
    ground,
  }))
);

const iosIcon = {
  path: `${assets}/AppIcon.appiconset/AppIcon-512@2x.png`,
  width: 1024,
  height: 1024,
  mark: 600,
  colour: white,
  ground: action,
};

/** Every picture that the templates of both platforms want. */
export const pictures: Picture[] = [
  ...launcher,
  ...androidSplash,
  ...iosSplash,
  iosIcon,
];
