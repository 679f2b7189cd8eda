import Foundation

/// What libFuzzer calls with each input; the reader is the one that `READER` names.
@_cdecl("LLVMFuzzerTestOneInput")
public func read(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  chosenReader(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

private let chosenReader: @Sendable ([UInt8]) -> Void = {
  let name = ProcessInfo.processInfo.environment["READER"] ?? ""
  guard let reader = readers[name] else {
    FileHandle.standardError.write(
      Data("READER must be one of \(readers.keys.sorted().joined(separator: ", "))\n".utf8))
    exit(64)
  }
  return reader
}()
