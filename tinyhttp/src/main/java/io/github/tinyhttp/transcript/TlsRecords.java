package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;

/// Takes records of TLS, RFC 8446 §5.1: their type and length, and what an alert says that is not
/// encrypted.
final class TlsRecords implements Parser {
  private static final int HEADER = 5;
  private static final int ALERT = 21;

  private final Lines lines;
  private final Way way;

  /// The record whose bytes are awaited.
  private String record = "";

  /// How many bytes of it are.
  private int left;

  TlsRecords(Direction direction) {
    this.lines = direction.lines().with("tls");
    this.way = direction.way();
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (left > 0) {
      int count = Math.min(left, bytes.size());
      bytes.start += count;
      left -= count;
      if (left > 0) {
        return false;
      }
      lines.write(way, record);
      return true;
    }
    if (bytes.size() < HEADER) {
      return false;
    }
    byte[] all = bytes.bytes;
    int at = bytes.start;
    int length = (all[at + 3] & 0xFF) << 8 | all[at + 4] & 0xFF;
    boolean alert = all[at] == ALERT && length == 2;
    if (alert && bytes.size() < HEADER + length) {
      return false;
    }
    record = "record " + name(all[at] & 0xFF) + " " + length + "B";
    if (alert) {
      record += " " + TlsAlert.text(all[at + HEADER], all[at + HEADER + 1]);
    }
    left = length;
    bytes.start += HEADER;
    if (length == 0) {
      lines.write(way, record);
    }
    return true;
  }

  private static String name(int type) {
    return switch (type) {
      case 20 -> "change_cipher_spec";
      case ALERT -> "alert";
      case 22 -> "handshake";
      case 23 -> "application_data";
      case 24 -> "heartbeat";
      default -> "type-" + type;
    };
  }

  @Override
  public void cut(InputBuffer bytes) {
    if (left > 0) {
      lines.write(way, "cut " + left + "B missing");
    } else if (!bytes.isEmpty()) {
      lines.write(way, "cut");
    }
  }

  @Override
  public boolean isLegible() {
    return false;
  }
}
