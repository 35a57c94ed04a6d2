package switchboard.context;

/** How a saga ended. The numbers are stored: never reuse one. */
public enum SagaOutcome {
  /** All of it was done. */
  COMPLETED(1),
  /** Its time was up; what is still missing may come. */
  PARTIALLY_COMPLETED(2),
  /** It was not done, and there was nothing to take back. */
  FAILED(3),
  /** It was not done, and what had been done was taken back. */
  COMPENSATED(4),
  /** Something could not be taken back: an operator has to see to it. */
  PARKED(5);

  private final int number;

  SagaOutcome(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
