package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SeekableContent;
import java.io.IOException;

/// A source that opens only what was seen when it was made; what is there now can be looked for
/// again. Its `open` throws [FileChangedException] when that is something else.
public interface RefreshableSource extends SeekableContent {
  /// The same answer with what is there now, and with the validators of that.
  ///
  /// @param answer one that has this source
  /// @throws HttpException 404 if nothing is there any more
  Response renewed(Response response) throws IOException;
}
