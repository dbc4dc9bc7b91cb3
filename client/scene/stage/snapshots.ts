type Picture = HTMLCanvasElement | undefined;

/**
 * Pictures that are waited for until there is something to take them of, which for a headset is its next
 * frame.
 */
export class Snapshots {
  #waiting: ((picture: Picture) => void)[] = [];

  ask(): Promise<Picture> {
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  /**
   * Takes one picture for all who wait for one, where somebody does. One that cannot be taken is answered
   * with none and reported, not thrown: whoever draws frames must go on, and would fail again with every one
   * of them.
   */
  answer(take: () => Picture): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    let picture: Picture;
    try {
      picture = take();
    } catch (error) {
      reportError(error);
    }
    for (const resolve of waiting) resolve(picture);
  }
}
