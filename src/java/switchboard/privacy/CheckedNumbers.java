package switchboard.privacy;

import java.util.List;

/** Finds numbers by their check digits: payment cards (Luhn), Aadhaar (Verhoeff). */
final class CheckedNumbers {
  private static final int SHORTEST_CARD = 13;
  private static final int LONGEST_CARD = 19;
  private static final int AADHAAR = 12;

  private static final int[][] VERHOEFF_PERMUTATION = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
    {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
    {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
    {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
    {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
    {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
    {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}
  };

  private CheckedNumbers() {}

  /** Looks at every row of joined groups that is as long as one of these numbers. */
  static void find(Numbers numbers, List<Finding> found) {
    var groups = numbers.groups();
    var digits = new StringBuilder(LONGEST_CARD);
    for (int first = 0; first < groups.size(); first++) {
      digits.setLength(0);
      for (int last = first; last < groups.size(); last++) {
        var group = groups.get(last);
        boolean ends = last > first && !group.joined();
        if (ends || digits.length() + group.digits().length() > LONGEST_CARD) {
          break;
        }
        digits.append(group.digits());
        int start = groups.get(first).start();
        if (digits.length() == AADHAAR && isAadhaar(digits)) {
          found.add(new Finding(Finding.Kind.AADHAAR, start, group.end()));
        } else if (digits.length() >= SHORTEST_CARD && isCard(digits)) {
          found.add(new Finding(Finding.Kind.PAYMENT_CARD, start, group.end()));
        }
      }
    }
  }

  /**
   * Payment networks number from 2 to 6, RuPay also from 8; a clock's milliseconds start with 1.
   */
  static boolean isCard(CharSequence digits) {
    if ("234568".indexOf(digits.charAt(0)) < 0) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }

  /** The first digit is never 0 or 1; the last one checks the others. */
  static boolean isAadhaar(CharSequence digits) {
    if (digits.charAt(0) < '2') {
      return false;
    }
    int check = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      check = turned(check, VERHOEFF_PERMUTATION[i % 8][digit]);
    }
    return check == 0;
  }

  /** The product of two elements of the group of a pentagon's rotations and reflections. */
  private static int turned(int left, int right) {
    int rotation = left < 5 ? left + right % 5 : left - right % 5 + 5;
    boolean reflected = left < 5 == right >= 5;
    return rotation % 5 + (reflected ? 5 : 0);
  }
}
