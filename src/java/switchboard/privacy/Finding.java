package switchboard.privacy;

/**
 * Something in a text that identifies a person. It does not hold the text.
 *
 * @param start index of its first character
 * @param end index after its last character
 */
public record Finding(Kind kind, int start, int end) {
  /** What it is. Where two overlap, the earlier of these names both. */
  public enum Kind {
    /** An e-mail address. */
    EMAIL("email"),
    /** The number of a payment card: 13 to 19 digits whose check digit is right. */
    PAYMENT_CARD("card"),
    /** India's Aadhaar number: 12 digits whose check digit is right. */
    AADHAAR("aadhaar"),
    /** India's permanent account number. */
    INDIAN_PAN("pan"),
    /** A social security number of the United States. */
    US_SSN("ssn"),
    /** A national insurance number of the United Kingdom. */
    UK_NINO("nino"),
    /** A telephone number that is valid where it could be from. */
    PHONE("phone");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** What stands in its place in a masked text. */
    public String mask() {
      return "[" + label + "]";
    }
  }
}
