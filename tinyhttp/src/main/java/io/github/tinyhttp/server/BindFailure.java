package io.github.tinyhttp.server;

import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/// Says why a socket cannot be bound, since the JDK's exceptions do not always: some have no
/// message, and those of files have only a path.
final class BindFailure {
  private BindFailure() {}

  static String reason(Exception failure) {
    return switch (failure) {
      case ClosedChannelException _ -> "the channel is closed";
      case NoSuchFileException e -> "there is no " + e.getFile();
      case AccessDeniedException e -> "permission denied for " + e.getFile();
      case FileSystemException e when e.getReason() == null ->
          e.getClass().getSimpleName() + " for " + e.getFile();
      default -> Objects.toString(failure.getMessage(), failure.getClass().getSimpleName());
    };
  }
}
