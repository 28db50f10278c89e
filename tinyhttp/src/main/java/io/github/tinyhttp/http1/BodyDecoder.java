package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.wire.InputBuffer;

/// Takes the content of a body out of the bytes on the wire, and finds the body's end.
sealed interface BodyDecoder permits SizedBody, ChunkedBody {
  /// Moves content from `input` to `into`, and the window's start behind what was used up. Framing
  /// that is not whole yet is left in the window.
  ///
  /// @return how many bytes of content; 0 if there are none before more input comes, or the body is
  ///   finished
  int decode(InputBuffer input, byte[] into, int offset, int length) throws PeerFault;

  /// Whether the whole body has been taken.
  boolean isFinished();

  /// The trailer fields, once finished.
  Headers trailers();

  /// How many bytes may be read from the socket right into the content, past [#decode]; 0 for none.
  long unframed();

  /// So many bytes were read past [#decode].
  void took(int count);
}
