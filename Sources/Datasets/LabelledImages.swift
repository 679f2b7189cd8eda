import LabRequirements

/// Images of one size, grey or in colour, each with the class it shows.
public struct LabelledImages: Equatable, Sendable {
  /// Every value, 0 (background) to 255: count × height × width × channels, row-major.
  public let pixels: [UInt8]
  /// The class of each image, in `0..<classNames.count`.
  public let labels: [UInt8]
  /// Pixels from top to bottom of an image.
  public let height: Int
  /// Pixels from left to right of an image.
  public let width: Int
  /// Values of a pixel: 1 where it is grey, 3 (red, green, blue) where it is coloured.
  public let channels: Int
  /// What each label means.
  public let classNames: [String]

  /// Images from their pixels (count × height × width × channels) and labels (count, each in `0..<classNames.count`).
  public init(
    pixels: [UInt8], labels: [UInt8], height: Int, width: Int, channels: Int = 1, classNames: [String]
  ) {
    require(height > 0 && width > 0, "images of \(height) × \(width) pixels have no pixels")
    require(
      channels == 1 || channels == 3, "images of \(channels) channels; they have 1 (grey) or 3 (red, green, blue)")
    require(
      pixels.count == labels.count * height * width * channels,
      "\(pixels.count) values are not \(labels.count) images of \(height) × \(width) × \(channels)")
    require(labels.allSatisfy { $0 < classNames.count }, "a label is outside 0..<\(classNames.count)")
    self.pixels = pixels
    self.labels = labels
    self.height = height
    self.width = width
    self.channels = channels
    self.classNames = classNames
  }

  /// Number of images.
  public var count: Int { labels.count }

  /// Number of images of each class.
  public var classCounts: [Int] {
    labels.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[Int($1)] += 1 }
  }

  /// The values of one image: height × width × channels, row-major.
  public func pixels(of index: Int) -> ArraySlice<UInt8> {
    require(labels.indices.contains(index), "image \(index) is outside 0..<\(count)")
    return pixels[index * imageSize..<(index + 1) * imageSize]
  }

  private var imageSize: Int { height * width * channels }

  /// The name of the class of one image.
  public func className(of index: Int) -> String { classNames[Int(labels[index])] }

  /// The first `length` images, of at least as many.
  public func prefix(_ length: Int) -> LabelledImages {
    require(0...count ~= length, "the first \(length) of \(count) images: ask for at most as many as there are")
    return LabelledImages(
      pixels: Array(pixels.prefix(length * imageSize)), labels: Array(labels.prefix(length)),
      height: height, width: width, channels: channels, classNames: classNames)
  }

  /// The images at `indices`, in that order; an index may recur.
  public func selecting(_ indices: some Sequence<Int>) -> LabelledImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for index in indices {
      pixels.append(contentsOf: self.pixels(of: index))
      labels.append(self.labels[index])
    }
    return LabelledImages(
      pixels: pixels, labels: labels, height: height, width: width, channels: channels, classNames: classNames)
  }
}
