import LabPNG

/// Pictures in a folder, each in a sub-folder that is called after its class.
public struct ImageFolder: Sendable {
  /// The pictures, in the order of their classes, and of their names' bytes within a class.
  public let images: LabelledImages
  /// The files that they are from, by their paths from the folder.
  public let files: [String]
  /// The SHA-256 of the folder: of each file's path from it and content.
  public let sha256: String

  /// No picture of more pixels is read.
  private static let greatestCount = 1 << 26

  /// Reads every PNG file of a folder and those below it; hidden files are left out.
  ///
  /// The first folder below is a picture's class; classes are counted in the order of their names' bytes. Pictures that all
  /// stand in the folder itself are of one class, called after it. Where every file is grey, so are the images; else they are
  /// in colour, the grey ones too. A palette is replaced by its colours; 16 bits are rounded to 8; a file that declares another
  /// gamma than that of sRGB is brought to sRGB.
  ///
  /// - Parameters:
  ///   - folder: where the files are.
  ///   - background: the grey, 0 to 255, that transparent pixels are put on; where left out, a picture that has any is
  ///     refused.
  /// - Throws: `DataError`, which names the file: what is no PNG, a picture of another size than the first, transparent
  ///   pixels; a picture beside the classes' folders; more than 256 classes; no picture at all.
  public init(_ folder: DataPath, background: UInt8? = nil) throws(DataError) {
    files = try VisibleFiles(in: folder).names
    let classes = try Self.classes(of: files, in: folder)
    var digest = FolderDigest()
    var pictures: [PNGImage] = []
    for file in files {
      let path = "\(folder.name)/\(file)"
      let (bytes, checksum) = try Self.bytes(of: "\(folder.absolute)/\(file)", named: path)
      digest.add(file, checksum)
      let picture: PNGImage
      do {
        picture = try PNGImage(bytes, greatestCount: Self.greatestCount)
      } catch {
        throw DataError(
          path, "", "cannot be read as PNG (\(error))",
          remedy: "Convert it to PNG, or take it out of the folder; names that begin with a dot are left out.")
      }
      if let first = pictures.first, (picture.width, picture.height) != (first.width, first.height) {
        throw DataError(
          path, "",
          "has \(picture.height) × \(picture.width) pixels, where \(folder.name)/\(files[0]) has"
            + " \(first.height) × \(first.width)", remedy: "Bring all pictures to one size.")
      }
      pictures.append(try picture.opaque(on: background, named: path))
    }
    let isColored = pictures.contains { $0.channels.isColor }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(pictures.count * pictures[0].width * pictures[0].height * (isColored ? 3 : 1))
    for picture in pictures {
      if isColored, picture.channels == .gray {
        for value in picture.bytes { for _ in 0..<3 { pixels.append(value) } }
      } else {
        pixels += picture.bytes
      }
    }
    images = LabelledImages(
      pixels: pixels, labels: classes.labels, height: pictures[0].height, width: pictures[0].width,
      channels: isColored ? 3 : 1, classNames: classes.names)
    sha256 = digest.sha256
  }

  private static func classes(
    of files: [String], in folder: DataPath
  ) throws(DataError) -> (labels: [UInt8], names: [String]) {
    guard !files.isEmpty else {
      throw DataError(folder.name, "", "holds no pictures", remedy: "Put PNG files into a sub-folder for each class.")
    }
    var names: [String] = [], labels: [Int] = []
    let isFlat = files.allSatisfy { !$0.contains("/") }
    for file in files {
      guard isFlat || file.contains("/") else {
        throw DataError(
          "\(folder.name)/\(file)", "", "stands beside the folders of the classes",
          remedy: "Put it into the folder of its class, or take it away.")
      }
      let name = isFlat ? String(folder.absolute.split(separator: "/").last ?? "/") : String(file.prefix { $0 != "/" })
      // The files of a class follow each other.
      if names.last?.utf8.elementsEqual(name.utf8) != true { names.append(name) }
      labels.append(names.count - 1)
    }
    guard names.count <= 256 else {
      throw DataError(
        folder.name, "", "has \(names.count) sub-folders, where 256 classes are the most", remedy: "Join some.")
    }
    return (labels.map(UInt8.init), names)
  }

  private static func bytes(of path: String, named name: String) throws(DataError) -> ([UInt8], String) {
    do throws(DatasetError) {
      var content = try FileContent(path: path, inflates: false)
      return try content.whole()
    } catch {
      throw error.dataError(called: name)
    }
  }
}

extension PNGImage {
  /// Without its last channel, the opacity: what it lets through is the background's grey.
  fileprivate func opaque(on background: UInt8?, named path: String) throws(DataError) -> PNGImage {
    guard channels.hasAlpha else { return self }
    let size = channels.rawValue
    var colors: [UInt8] = []
    colors.reserveCapacity(width * height * (size - 1))
    for pixel in 0..<width * height {
      let opacity = Int(bytes[pixel * size + size - 1])
      guard opacity == 255 || background != nil else {
        throw DataError(
          path, "row \(pixel / width), column \(pixel % width)", "is transparent",
          remedy: "Say what stands behind such pixels: background: 0 (black) to 255 (white).")
      }
      for channel in 0..<size - 1 {
        let value = Int(bytes[pixel * size + channel])
        colors.append(UInt8((opacity * value + (255 - opacity) * Int(background ?? 0) + 127) / 255))
      }
    }
    return PNGImage(width: width, height: height, channels: channels.isColor ? .color : .gray, bytes: colors)
  }
}
