/**
 * A stand-in for the scene, so that the controls can be judged over something: a floor grid and a few boxes.
 */
export function paintRoom(canvas: HTMLCanvasElement): void {
  const draw = () => {
    const dark = !matchMedia('(prefers-color-scheme: light)').matches;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    const pen = canvas.getContext('2d');
    if (!pen) return;
    pen.scale(devicePixelRatio, devicePixelRatio);
    const sky = pen.createLinearGradient(0, 0, 0, height);
    sky.addColorStop(0, dark ? '#10151d' : '#eef2f6');
    sky.addColorStop(0.5, dark ? '#1a212c' : '#dfe6ee');
    sky.addColorStop(1, dark ? '#12171f' : '#e9eef3');
    pen.fillStyle = sky;
    pen.fillRect(0, 0, width, height);
    const project = (x: number, z: number, y = 0): [number, number] => {
      const depth = z + 3.2;
      const scale = height / depth;
      return [width / 2 + x * scale, height * 0.42 + (1.05 - y) * scale * 0.75];
    };
    pen.strokeStyle = dark ? 'rgb(120 150 190 / 22%)' : 'rgb(60 90 130 / 22%)';
    for (let i = -8; i <= 8; i++) {
      pen.beginPath();
      pen.moveTo(...project(i / 2, -1));
      pen.lineTo(...project(i / 2, 6));
      pen.moveTo(...project(-4, i / 2 + 3));
      pen.lineTo(...project(4, i / 2 + 3));
      pen.stroke();
    }
    const cube = (x: number, z: number, size: number, hue: number) => {
      const face = (points: [number, number, number][], light: number) => {
        pen.fillStyle = `hsl(${hue} 80% ${light}%)`;
        pen.beginPath();
        for (const [px, pz, py] of points) pen.lineTo(...project(px, pz, py));
        pen.fill();
      };
      const [l, r, n, f] = [x - size / 2, x + size / 2, z - size / 2, z + size / 2];
      face(
        [
          [l, n, size],
          [r, n, size],
          [r, f, size],
          [l, f, size],
        ],
        72,
      );
      face(
        [
          [l, n, 0],
          [r, n, 0],
          [r, n, size],
          [l, n, size],
        ],
        60,
      );
    };
    cube(-0.6, 1.6, 0.4, 200);
    cube(0.5, 1.1, 0.3, 36);
    cube(0.9, 2.2, 0.5, 262);
  };
  draw();
  addEventListener('resize', draw);
}
