/** Style sheets, which the bundler takes apart from the script. */
declare module "*.css";
