package switchboard.context;

/** How a saga ended. The numbers are stored: never reuse one. */
public enum SagaOutcome {
  COMPLETED(1),
  PARTIALLY_COMPLETED(2),
  FAILED(3);

  private final int number;

  SagaOutcome(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
