package dev.twofold.cuda.emulator;

/// What one instruction of a kernel did in all launches.
///
/// @param kernel the kernel's name
/// @param launches how often the kernel was launched
/// @param blocks how many blocks these launches had
/// @param line the instruction's line in the PTX
/// @param threads how often threads executed it
/// @param warps how often warps executed it
/// @param requests of warps to global or shared memory; counted with the setting `count` only
/// @param bytes that the threads asked for
/// @param sectors of 32 bytes of global memory that the requests touched
/// @param passes over the banks of shared memory that the requests took
/// @param idealPasses that they would have taken without bank conflicts
/// @param text the instruction
public record LineCounters(
    String kernel,
    long launches,
    long blocks,
    int line,
    long threads,
    long warps,
    long requests,
    long bytes,
    long sectors,
    long passes,
    long idealPasses,
    String text) {

  static LineCounters parse(String line) {
    String[] fields = line.split("\t", 12);
    long[] numbers = new long[10];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.parseLong(fields[i + 1]);
    }
    return new LineCounters(
        fields[0],
        numbers[0],
        numbers[1],
        (int) numbers[2],
        numbers[3],
        numbers[4],
        numbers[5],
        numbers[6],
        numbers[7],
        numbers[8],
        numbers[9],
        fields[11]);
  }
}
