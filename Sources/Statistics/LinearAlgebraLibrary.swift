import LabCLAPACK

/// The library that principal components are computed with.
public enum LinearAlgebraLibrary {
  /// Its version, such as `0.3.21`.
  public static var version: String {
    let words = String(cString: openblas_get_config()).split(separator: " ")
    return words.count > 1 ? String(words[1]) : "unknown"
  }
}
