package dev.twofold.cuda.emulator;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A short name for a state of many texts.
final class Fingerprint {

  static final Charset TEXT = StandardCharsets.UTF_8;

  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Fingerprint add(List<String> texts) {
    for (String text : texts) {
      digest.update(text.getBytes(TEXT));
      digest.update((byte) 0);
    }
    return this;
  }

  String value() {
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
