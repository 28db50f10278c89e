package io.github.tinyhttp.testkit;

import java.net.SocketAddress;

/// A client for tests of what is the same in every version of HTTP. A test writes its messages in
/// the form of HTTP/1.1, as octets, in any pieces; a client that speaks another version brings over
/// what they mean.
public interface Conversation extends AutoCloseable {
  /// Sends one octet for each character.
  Conversation send(String octets);

  /// Sends octets.
  Conversation send(byte[] octets);

  /// Sends a text block, with CRLF for every line end.
  Conversation sendLines(String block);

  /// Reads the next response, interim or final, to a method other than HEAD and CONNECT.
  WireResponse readResponse();

  /// Reads the next response to `method`.
  WireResponse readResponse(String method);

  /// Reads one final response and checks its status.
  WireResponse expectResponse(int status);

  /// Reads one final response to `method` and checks its status.
  WireResponse expectResponse(String method, int status);

  /// Reads one final response and checks its status and its whole body.
  WireResponse expectResponse(int status, String body);

  /// Reads one interim response (1xx).
  WireResponse expectInterim(int status);

  /// Reads the interim response that lets a client go on with its content: 100 (Continue), without
  /// fields.
  Conversation expectContinue();

  /// Reads a response that is cut short, up to where it is.
  ///
  /// @return what has come of it
  String readToCut();

  /// Closes this side of the connection. Responses can still be read.
  Conversation halfClose();

  /// Gives up: resets the connection, or the stream of the response that would be read next.
  void reset();

  /// The address of this end, which is the client's address to the server.
  SocketAddress localAddress();

  /// Restarts the deadline of all waits.
  Conversation renewDeadline();

  /// Creates an error with this message and the transcript.
  AssertionError failure(String message);

  @Override
  void close();
}
