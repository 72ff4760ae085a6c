/** What Vite gives for a script that runs beside the page: its address. */
declare module "*?worker&url" {
  const address: string;
  export default address;
}
