package switchboard.privacy;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * A layout of log lines that masks what identifies a person anywhere in them: message, fields and
 * stack trace. For {@code logback.xml}.
 */
public final class MaskingLayout extends PatternLayout {
  private Redactor redactor = Redactor.inRegion("IN");

  /** The region whose telephone numbers are recognised without their international prefix. */
  public void setRegion(String region) {
    redactor = Redactor.inRegion(region);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return redactor.mask(super.doLayout(event));
  }
}
