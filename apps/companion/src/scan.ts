/** What there is of the Shape Detection API, where there is any of it. */
interface BarcodeDetector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}

declare global {
  interface Window {
    BarcodeDetector?: {
      new (options: { formats: string[] }): BarcodeDetector;
      getSupportedFormats(): Promise<string[]>;
    };
  }
}

const format = "qr_code";

/** Whether codes can be read here at all. */
export async function canScan(): Promise<boolean> {
  try {
    const formats = await window.BarcodeDetector?.getSupportedFormats();
    return formats?.includes(format) ?? false;
  } catch {
    return false;
  }
}

/** The text of the code in a picture, if there is one that can be read. */
export async function scan(picture: Blob): Promise<string | undefined> {
  try {
    const { BarcodeDetector } = window;
    if (!BarcodeDetector) return undefined;
    const detector = new BarcodeDetector({ formats: [format] });
    const [code] = await detector.detect(await createImageBitmap(picture));
    return code?.rawValue;
  } catch {
    return undefined;
  }
}
