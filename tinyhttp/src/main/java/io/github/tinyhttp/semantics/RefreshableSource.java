package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import java.io.IOException;

/// A source that opens a file only in the state in which it was found. Its `open` throws
/// [FileChangedException] once the file is in another state; [#renewed(Response)] then finds it
/// again.
public interface RefreshableSource extends FileContent {
  /// The same response with the file as it is now, and with its validators.
  ///
  /// @param response one that has this source
  /// @throws HttpException 404 if the file is gone
  Response renewed(Response response) throws IOException;
}
