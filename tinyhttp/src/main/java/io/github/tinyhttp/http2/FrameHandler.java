package io.github.tinyhttp.http2;

/// Takes the frames that a [FrameReader] has found, in order. Octets are lent for the time of the
/// call. A fault of a stream is thrown after what concerns the whole connection was done.
interface FrameHandler {
  /// DATA, §6.1.
  ///
  /// @param padding how many octets of the frame are no data, yet count for flow control
  void data(int stream, byte[] bytes, int start, int end, int padding, boolean endStream)
      throws ConnectionFault, StreamFault;

  /// HEADERS, §6.2: the beginning of a header block, or all of it.
  void headers(int stream, byte[] bytes, int start, int end, boolean endHeaders, boolean endStream)
      throws ConnectionFault, StreamFault;

  /// CONTINUATION, §6.10.
  void continuation(int stream, byte[] bytes, int start, int end, boolean endHeaders)
      throws ConnectionFault, StreamFault;

  /// PRIORITY, §6.3, which says nothing any more.
  void priority(int stream) throws ConnectionFault;

  /// RST_STREAM, §6.4.
  void reset(int stream) throws ConnectionFault;

  /// One of the values in SETTINGS, §6.5.
  void setting(int identifier, long value) throws ConnectionFault;

  /// The end of SETTINGS that are no acknowledgement.
  void settingsEnd() throws ConnectionFault;

  /// The acknowledgement of our SETTINGS.
  void settingsAck() throws ConnectionFault;

  /// PING, §6.7.
  void ping(boolean ack, long data) throws ConnectionFault;

  /// GOAWAY, §6.8: the client begins no further streams.
  void goAway() throws ConnectionFault;

  /// WINDOW_UPDATE, §6.9.
  ///
  /// @param stream 0 for the connection
  void windowUpdate(int stream, int increment) throws ConnectionFault, StreamFault;

  /// PRIORITY_UPDATE, RFC 9218 §7.1.
  void priorityUpdate(int stream, String value) throws ConnectionFault;

  /// Any other frame, which is ignored (§4.1), unless a header block is being continued.
  void unknown() throws ConnectionFault;

  /// A frame is about to be taken whose stream is faulty: ends that stream, or the connection.
  void failed(StreamFault fault) throws ConnectionFault;
}
