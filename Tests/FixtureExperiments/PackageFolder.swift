import Foundation

/// The root of the package around the working folder, which a test has made; the working folder where there is none.
let packageFolder: String = {
  let working = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
  var folder = working
  while folder.path != "/" {
    if FileManager.default.fileExists(atPath: folder.path + "/Package.swift") { return folder.path }
    folder.deleteLastPathComponent()
  }
  return working.path
}()
