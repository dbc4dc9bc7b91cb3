/** The corner brackets of a view finder around a cube: the same drawing as public/favicon.svg. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 64 64" aria-hidden="true">
      <g fill="none" stroke="currentColor" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round">
        <path d="M8 20v-7a5 5 0 0 1 5-5h7M44 8h7a5 5 0 0 1 5 5v7M56 44v7a5 5 0 0 1-5 5h-7M20 56h-7a5 5 0 0 1-5-5v-7" />
      </g>
      <path fill="currentColor" d="m32 17 13 7.5L32 32l-13-7.5z" />
      <path fill="currentColor" opacity=".62" d="M18 27.5 30.500 35v14L18 41.800z" />
      <path fill="currentColor" opacity=".36" d="M46 27.5 33.500 35v14L46 41.800z" />
    </svg>
  );
}
