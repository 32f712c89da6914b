package dev.twofold.cuda.ptx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompileResult;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/// NVIDIA's assembler as it is in JCuda's jars: from PTX to machine code, without a GPU.
final class Assembler {

  private static final Pattern USED =
      Pattern.compile(
          "entry function '(\\w+)' for '(sm_\\d+)'.*?(\\d+) bytes stack frame, (\\d+) bytes spill"
              + " stores, (\\d+) bytes spill loads.*?Used (\\d+) registers",
          Pattern.DOTALL);

  private Assembler() {}

  /// What a kernel takes on one kind of card.
  ///
  /// @param spillBytes what did not fit the registers, in bytes
  record Use(String entry, String target, int spillBytes, int registers) {}

  /// Loads the library, unpacked where no other process can have left one.
  static void load() throws IOException {
    String before = System.getProperty("java.io.tmpdir");
    Path folder = Files.createTempDirectory("twofold-ptx");
    folder.toFile().deleteOnExit();
    try {
      System.setProperty("java.io.tmpdir", folder.toString());
      JNvPTXCompiler.nvPTXCompilerGetVersion(new int[1], new int[1]);
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
    try (var files = Files.list(folder)) {
      files.forEach(file -> file.toFile().deleteOnExit());
    }
  }

  /// Assembles for a target such as `sm_80`.
  ///
  /// @throws AssertionError with the assembler's words if it cannot
  static List<Use> assemble(String ptx, String target) {
    byte[] text = ptx.getBytes(StandardCharsets.US_ASCII);
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    JNvPTXCompiler.nvPTXCompilerCreate(compiler, text.length, text);
    try {
      String[] options = {"--gpu-name=" + target, "--verbose"};
      int code = JNvPTXCompiler.nvPTXCompilerCompile(compiler, options.length, options);
      if (code != nvPTXCompileResult.NVPTXCOMPILE_SUCCESS) {
        throw new AssertionError(target + ": " + errors(compiler));
      }
      return uses(infos(compiler));
    } finally {
      JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
    }
  }

  private static List<Use> uses(String log) {
    List<Use> uses = new ArrayList<>();
    for (MatchResult use : USED.matcher(log).results().toList()) {
      int spilled = Integer.parseInt(use.group(4)) + Integer.parseInt(use.group(5));
      uses.add(new Use(use.group(1), use.group(2), spilled, Integer.parseInt(use.group(6))));
    }
    return uses;
  }

  private static String errors(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, size);
    byte[] log = new byte[(int) size[0] + 1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, log);
    return new String(log, StandardCharsets.UTF_8).trim();
  }

  private static String infos(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(compiler, size);
    byte[] log = new byte[(int) size[0] + 1];
    JNvPTXCompiler.nvPTXCompilerGetInfoLog(compiler, log);
    return new String(log, StandardCharsets.UTF_8).trim();
  }
}
