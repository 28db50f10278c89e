package io.github.tinyhttp.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Text that carries keys and certificates, RFC 7468. What stands between the blocks is left alone.
///
/// @param label what the block says that it is
/// @param bytes DER
record Pem(String label, byte[] bytes) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /// All blocks of a text.
  ///
  /// @throws IllegalArgumentException if one is broken
  static List<Pem> blocks(String text) {
    var blocks = new ArrayList<Pem>();
    for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      if (labelEnd < 0) {
        throw new IllegalArgumentException("PEM: a BEGIN line without an end");
      }
      String label = text.substring(at + BEGIN.length(), labelEnd);
      int end = text.indexOf(END + label + DASHES, labelEnd);
      if (end < 0) {
        throw new IllegalArgumentException("PEM: no END line for " + label);
      }
      blocks.add(new Pem(label, decode(label, text.substring(labelEnd + DASHES.length(), end))));
      at = end;
    }
    return blocks;
  }

  private static byte[] decode(String label, String body) {
    if (body.toUpperCase(Locale.ROOT).contains("PROC-TYPE:")) {
      throw new IllegalArgumentException(
          "PEM: this kind of encryption is too weak to be read; "
              + "openssl pkcs8 -topk8 writes the key in a better one");
    }
    if (body.contains("\\n")) {
      throw new IllegalArgumentException(
          "PEM: the " + label + " has a backslash and an n where a line should end");
    }
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("PEM: the " + label + " is not base64", e);
    }
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }
}
