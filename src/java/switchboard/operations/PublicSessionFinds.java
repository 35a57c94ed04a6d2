package switchboard.operations;

import switchboard.rpc.PageTokens;
import switchboard.session.SessionReply.SessionView;
import switchboard.v1.FindSessionsResponse;
import switchboard.v1.ListOpenSagasResponse;
import switchboard.v1.Saga;
import switchboard.v1.Session;
import switchboard.wire.PublicSessions;

/** The one mapping of what was found to the pages that the operator sees. */
final class PublicSessionFinds {
  private PublicSessionFinds() {}

  static FindSessionsResponse page(SessionDesk.Found found, String list) {
    var page = FindSessionsResponse.newBuilder();
    found.sessions().stream().map(PublicSessionFinds::session).forEach(page::addSessions);
    if (!found.last().isEmpty()) {
      page.setNextPageToken(PageTokens.token(list, found.last()));
    }
    return page.build();
  }

  /** When the last event was is not stored beside it. */
  private static Session session(SessionView view) {
    return PublicSessions.session(view).toBuilder().clearEtag().clearUpdateTime().build();
  }

  static ListOpenSagasResponse page(SagaDesk.Open found, String list) {
    var page = ListOpenSagasResponse.newBuilder();
    found.sagas().stream().map(PublicSessionFinds::saga).forEach(page::addSagas);
    if (!found.last().isEmpty()) {
      page.setNextPageToken(PageTokens.token(list, found.last()));
    }
    return page.build();
  }

  private static Saga saga(SagaDesk.Opened opened) {
    return opened
        .view()
        .map(PublicSagas::saga)
        .orElseGet(() -> Saga.newBuilder().setName(opened.name().name()).build());
  }
}
