import Foundation
import LabPNG
import LabTensors
import LabTestSupport
import Testing

@testable import LabDatasets

@Suite struct ImageFolderTests {
  private func folder(_ name: String, background: UInt8? = nil) throws -> ImageFolder {
    try ImageFolder(DataPath("pictures/" + name, in: Expected.folder), background: background)
  }

  @Test(arguments: [("gray", nil, 1), ("color", nil, 3), ("transparent", 255, 3)] as [(String, UInt8?, Int)])
  func whatPillowWroteIsReadToTheSameValues(_ name: String, _ background: UInt8?, _ channels: Int) throws {
    let expected = try #require(Expected.all.pictures[name])
    let folder = try folder(name, background: background)
    #expect(folder.files == expected.files)
    #expect(folder.images.pixels == expected.values)
    #expect((folder.images.height, folder.images.width, folder.images.channels) == (4, 5, channels))
    #expect(folder.images.scaled.shape == [expected.files.count, 4, 5, channels])
  }

  @Test func classesAreSubfoldersInTheOrderOfTheirBytes() throws {
    let images = try folder("gray").images
    #expect(images.classNames == ["Z", "a", "a-b", "b"])
    #expect(images.labels == [0, 1, 1, 2, 3, 3])
    #expect(try folder("color").images.classNames == ["cat", "dog"])
  }

  @Test func picturesWithoutSubfoldersAreOfOneClass() throws {
    let images = try folder("transparent", background: 0).images
    #expect(images.classNames == ["transparent"] && images.labels == [0, 0])
  }

  @Test func coloredImagesAreBatchedAndChosenLikeGreyOnes() throws {
    let images = try folder("color").images
    #expect(images.selecting([1]).pixels == Array(images.pixels[60..<120]))
    #expect(images.prefix(1).scaled == Tensor(images.pixels[..<60].map { Float($0) / 255 }, shape: [1, 4, 5, 3]))
    let batch = Minibatches(of: 2, from: images, using: Random(seed: 1))[0]
    #expect(batch.channels == 3 && batch.count == 2)
  }

  @Test func theDigestIsThatWhichARecordIsLookedUpBy() throws {
    let path = DataPath("pictures/gray", in: Expected.folder)
    #expect(try folder("gray").sha256 == path.sha256)
    #expect(try folder("gray").sha256 != folder("color").sha256)
  }

  // MARK: What does not fit

  /// A PNG file of so many pixels, grey or partly transparent.
  private func picture(_ width: Int, _ height: Int) throws -> [UInt8] {
    try PNGEncoding.gray.file(of: [UInt8](repeating: 7, count: width * height), width: width, height: height)
  }

  private func message(_ folder: TemporaryFolder) throws -> String {
    let error = #expect(throws: DataError.self) { try ImageFolder(DataPath("faces", in: folder.path)) }
    return try #require(error).description
  }

  @Test func theFirstPictureOfAnotherSizeIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write(picture(3, 2), to: "faces/a/1.png")
    try folder.write(picture(2, 3), to: "faces/b/1.png")
    #expect(
      try message(folder)
        == "faces/b/1.png: has 3 × 2 pixels, where faces/a/1.png has 2 × 3. Bring all pictures to one size.")
  }

  @Test func whatIsNoPictureIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write(picture(3, 2), to: "faces/a/1.png")
    try folder.write(Array("names".utf8), to: "faces/a/notes.txt")
    #expect(try message(folder).hasPrefix("faces/a/notes.txt: cannot be read as PNG ("))
  }

  @Test func aPictureBesideTheClassesIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write(picture(3, 2), to: "faces/a/1.png")
    try folder.write(picture(3, 2), to: "faces/1.png")
    #expect(try message(folder).hasPrefix("faces/1.png: stands beside the folders of the classes."))
  }

  @Test func aFolderWithoutPicturesIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(try message(folder).hasPrefix("faces: is not here (\(folder.path)/faces)."))
    try folder.write([1], to: "faces/.hidden")
    #expect(try message(folder) == "faces: holds no pictures. Put PNG files into a sub-folder for each class.")
    let file = try TemporaryFolder()
    try file.write([1], to: "faces")
    #expect(try message(file).hasPrefix("faces: is no folder that can be read."))
  }

  @Test func transparencyWithoutABackgroundIsNamed() {
    let error = #expect(throws: DataError.self) { try folder("transparent") }
    #expect(error?.description.hasPrefix("pictures/transparent/one.png, row 0, column 0: is transparent.") == true)
  }

  @Test func aLinkInACircleIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write(picture(3, 2), to: "faces/a/1.png")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/faces/a/loop", withDestinationPath: "../a")
    #expect(try message(folder).contains("lies more than 32 folders deep. Is there a link in a circle?"))
    #expect(DataPath("faces", in: folder.path).sha256 == nil)
  }

  @Test func moreThan256ClassesAreRefused() throws {
    let folder = try TemporaryFolder(), png = try picture(1, 1)
    for index in 0..<257 { try folder.write(png, to: "faces/\(index)/1.png") }
    #expect(try message(folder).hasPrefix("faces: has 257 sub-folders, where 256 classes are the most."))
  }
}
