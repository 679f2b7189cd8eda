/// The compiler that built this program.
public enum Toolchain {
  /// Its version to the minor number, which is what a program can know of it.
  public static var version: String {
    #if compiler(>=6.5)
      "6.5 or newer"
    #elseif compiler(>=6.4)
      "6.4"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
