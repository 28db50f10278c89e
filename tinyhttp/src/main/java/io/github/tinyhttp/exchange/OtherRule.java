package io.github.tinyhttp.exchange;

import io.github.tinyhttp.BrokenRule;

/// A rule that is broken below the requests: in a frame, or in the header of a proxy.
///
/// @param name in capital letters
/// @param section where it stands, for example `RFC 9113`
/// @param message what is wrong, without anything that the client has sent
public record OtherRule(String name, String section, String message) implements BrokenRule {
  @Override
  public String toString() {
    return name + " (" + section + "): " + message;
  }
}
