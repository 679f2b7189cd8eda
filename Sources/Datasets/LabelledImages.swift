import LabRequirements

/// Grey images of one size, each with the class it shows.
public struct LabelledImages: Equatable, Sendable {
  /// Every pixel, 0 (background) to 255: count × height × width, row-major.
  public let pixels: [UInt8]
  /// The class of each image, in `0..<classNames.count`.
  public let labels: [UInt8]
  /// Pixels from top to bottom of an image.
  public let height: Int
  /// Pixels from left to right of an image.
  public let width: Int
  /// What each label means.
  public let classNames: [String]

  /// Images from their pixels (count × height × width) and labels (count, each in `0..<classNames.count`).
  public init(pixels: [UInt8], labels: [UInt8], height: Int, width: Int, classNames: [String]) {
    require(height > 0 && width > 0, "images of \(height) × \(width) pixels have no pixels")
    require(
      pixels.count == labels.count * height * width,
      "\(pixels.count) pixels are not \(labels.count) images of \(height) × \(width)")
    require(labels.allSatisfy { $0 < classNames.count }, "a label is outside 0..<\(classNames.count)")
    self.pixels = pixels
    self.labels = labels
    self.height = height
    self.width = width
    self.classNames = classNames
  }

  /// Number of images.
  public var count: Int { labels.count }

  /// Number of images of each class.
  public var classCounts: [Int] {
    labels.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[Int($1)] += 1 }
  }

  /// The pixels of one image: height × width, row-major.
  public func pixels(of index: Int) -> ArraySlice<UInt8> {
    require(labels.indices.contains(index), "image \(index) is outside 0..<\(count)")
    return pixels[index * height * width..<(index + 1) * height * width]
  }

  /// The name of the class of one image.
  public func className(of index: Int) -> String { classNames[Int(labels[index])] }

  /// The first `length` images, of at least as many.
  public func prefix(_ length: Int) -> LabelledImages {
    require(0...count ~= length, "the first \(length) of \(count) images: ask for at most as many as there are")
    return LabelledImages(
      pixels: Array(pixels.prefix(length * height * width)), labels: Array(labels.prefix(length)),
      height: height, width: width, classNames: classNames)
  }

  /// The images at `indices`, in that order; an index may recur.
  public func selecting(_ indices: some Sequence<Int>) -> LabelledImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for index in indices {
      pixels.append(contentsOf: self.pixels(of: index))
      labels.append(self.labels[index])
    }
    return LabelledImages(pixels: pixels, labels: labels, height: height, width: width, classNames: classNames)
  }
}
