/**
 * Resolves once the app's own font can be painted with, or did not load (the system's own is used then);
 * false where nothing is painted.
 */
export async function fontsReady(): Promise<boolean> {
  if (typeof document === 'undefined') return false;
  const { fonts } = document;
  const wanted = ['500', '600'].map(weight => fonts.load(`${weight} 16px "Inter Variable"`));
  try {
    await Promise.all([...wanted, fonts.ready]);
  } catch (error) {
    console.warn('The font for labels did not load; the system’s own is used.', error);
  }
  return true;
}
