package switchboard.session;

/** What is kept of a request to recognise its repetition: its id and a digest of its payload. */
public record RequestMark(String id, String digest) {}
