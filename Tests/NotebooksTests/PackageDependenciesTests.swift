import Foundation
import Testing

@testable import LabNotebooks

@Suite struct PackageDependenciesTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func dependencies(_ state: String, besides library: String? = nil) throws -> PackageDependencies {
    try sandbox.write(state, to: "build/workspace-state.json")
    try sandbox.write("", to: "build/x86_64-unknown-linux-gnu/debug/my-lab")
    return PackageDependencies(
      ofProgram: sandbox.path + "/build/x86_64-unknown-linux-gnu/debug/my-lab", besides: library)
  }

  /// As SwiftPM of Swift 6.3 writes it: a library and a package of a version, one of a branch, one in a folder, one edited.
  private func state(library: String) -> String {
    func fetched(_ name: String, _ version: String) -> String {
      """
      {"basedOn": null, "packageRef": {"identity": "\(name)", "kind": "remoteSourceControl", "location": "x", "name": "x"},
       "state": {"checkoutState": {"revision": "436bde4b"\(version)}, "name": "sourceControlCheckout"}, "subpath": "\(name)"}
      """
    }
    func folder(_ name: String, _ kind: String, _ path: String) -> String {
      """
      {"basedOn": null, "packageRef": {"identity": "\(name)", "kind": "fileSystem", "location": "x", "name": "x"},
       "state": {"name": "\(kind)", "path": "\(path)"}, "subpath": "\(name)"}
      """
    }
    let packages = [
      fetched("experiments", #", "version": "1.0.0""#), fetched("swift-argument-parser", #", "version": "1.8.2""#),
      fetched("swift-numerics", #", "version": "1.0.3""#), fetched("flows", #", "branch": "main""#),
      folder("my-models", "fileSystem", "/home/ada/my-models"), folder("library", "fileSystem", library),
      folder("my-data", "edited", "/home/ada/my-data"),
    ]
    return #"{"object": {"artifacts": [], "dependencies": [\#(packages.joined(separator: ",\n"))]}, "version": 7}"#
  }

  @Test func fetchedOnesHaveVersionsAndOthersFolders() throws {
    try sandbox.write("", to: "library/Package.swift")
    let library = sandbox.path + "/library"
    let here = try dependencies(state(library: library), besides: library)
    #expect(here.versions == ["experiments": "1.0.0", "swift-numerics": "1.0.3", "flows": "436bde4b"])
    #expect(here.folders == ["my-models": "/home/ada/my-models", "my-data": "/home/ada/my-data"])
  }

  @Test func theLibraryThatWasFetchedAnswersForItself() throws {
    try sandbox.write("", to: "build/checkouts/experiments/Package.swift")
    let here = try dependencies(state(library: "/nowhere"), besides: sandbox.path + "/build/checkouts/experiments")
    #expect(here.versions.keys.sorted() == ["flows", "swift-numerics"])
  }

  @Test(arguments: ["", "{}", #"{"object": {"dependencies": 3}}"#])
  func whatIsNotReadNamesNone(_ state: String) throws {
    #expect(try dependencies(state) == PackageDependencies())
    #expect(PackageDependencies(ofProgram: "/usr/bin/env", besides: nil) == PackageDependencies())
  }

  /// None that the library is built with is forgotten in the list.
  @Test func whatTheLibraryIsBuiltWithDecidesNothing() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    struct Pins: Decodable {
      struct Pin: Decodable { var identity: String }
      var pins: [Pin]
    }
    let pins = try JSONDecoder().decode(Pins.self, from: Data(contentsOf: root.appending(path: "Package.resolved")))
      .pins
    #expect(Set(pins.map(\.identity)) == PackageDependencies.decideNothing)
  }
}
