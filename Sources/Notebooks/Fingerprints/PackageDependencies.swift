import Foundation

/// The packages besides the library that a laboratory's program was built with, as SwiftPM noted them where it built it.
public struct PackageDependencies: Equatable, Sendable {
  /// The version of each that was fetched, by name; the revision of one that has none.
  public private(set) var versions: [String: String] = [:]
  /// The folder of each that is built where it lies, by name.
  public private(set) var folders: [String: String] = [:]

  /// None.
  public init() {}

  /// Those of the program at a path; none where it is not where it was built.
  ///
  /// - Parameters:
  ///   - executable: the path of the program, such as `.build/x86_64-unknown-linux-gnu/debug/my-lab`.
  ///   - library: the root of the library, which has a fingerprint of its own.
  public init(ofProgram executable: String, besides library: String?) {
    // BUILD/TRIPLE/CONFIGURATION/PROGRAM
    let build = (0..<3).reduce(FileSystem.realPath(executable)) { path, _ in FileSystem.folder(of: path) }
    guard let bytes = FileSystem.read(build + "/workspace-state.json"),
      let state = try? JSONDecoder().decode(WorkspaceState.self, from: Data(bytes))
    else { return }
    for package in state.object.dependencies where !Self.decideNothing.contains(package.packageRef.identity) {
      let folder = package.state.path ?? "\(build)/checkouts/\(package.subpath)"
      if let library, FileSystem.realPath(folder) == FileSystem.realPath(library) { continue }
      if let checkout = package.state.checkoutState {
        versions[package.packageRef.identity] = checkout.version ?? checkout.revision
      } else {
        folders[package.packageRef.identity] = folder
      }
    }
  }

  /// What the library itself is built with: no result depends on how arguments are parsed.
  static let decideNothing: Set = ["swift-argument-parser"]
}

/// The part of SwiftPM's `workspace-state.json` that says which packages are used, and where they are.
private struct WorkspaceState: Decodable {
  struct Object: Decodable { var dependencies: [Dependency] }
  struct Dependency: Decodable {
    var packageRef: PackageReference
    var state: State
    var subpath: String
  }
  struct PackageReference: Decodable { var identity: String }
  struct State: Decodable {
    /// Of a package that was fetched.
    var checkoutState: Checkout?
    /// Of a package in a folder, or one that is being edited.
    var path: String?
  }
  struct Checkout: Decodable {
    var revision: String
    var version: String?
  }

  var object: Object
}
