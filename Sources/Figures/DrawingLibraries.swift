import LabCCairo
import LabPNG

/// The libraries that a picture's bytes depend on.
public enum DrawingLibraries {
  /// Their versions by name, for the record of a run.
  public static var versions: [String: String] {
    ["Cairo": String(cString: cairo_version_string()), "libpng": PNGImage.libraryVersion]
  }
}
