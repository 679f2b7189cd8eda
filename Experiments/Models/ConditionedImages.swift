import Laboratory

/// Binary images, batch × 784, and what is known of each beforehand, batch × numbers.
struct ConditionedImages {
  let images: Tensor
  let condition: Tensor

  /// Batches in a row.
  static func joined(_ batches: [ConditionedImages]) -> ConditionedImages {
    ConditionedImages(
      images: .concatenate(batches.map(\.images), along: 0), condition: .concatenate(batches.map(\.condition), along: 0)
    )
  }

  /// The first images, at most as many as there are.
  func prefix(_ count: Int) -> ConditionedImages {
    let range = 0..<min(count, images.shape[0])
    return ConditionedImages(images: images.slice(range, along: 0), condition: condition.slice(range, along: 0))
  }
}

extension LabelledImages {
  /// Black or white pixels, white as often as they are grey, and the class as a vector with one 1.
  func withClasses(using random: Random) -> ConditionedImages {
    ConditionedImages(
      images: binaryRows(using: random), condition: .oneHot(labels.map(Int.init), of: classNames.count))
  }

  /// Black or white pixels, of which so many quadrants of each image are seen.
  func halfHidden(seeing counts: [Int], using random: Random) -> ConditionedImages {
    let pixels = binaryRows(using: random)
    let quadrants = VisibleQuadrants(of: count, using: random["quadrants"])
    return ConditionedImages(images: pixels, condition: quadrants.condition(of: pixels, seeing: counts))
  }

  /// The same, with one, two or three quadrants of each image, one as likely as the other.
  func randomlyHidden(using random: Random) -> ConditionedImages {
    halfHidden(seeing: .integers(in: 1..<4, count: count, using: random["visible"]), using: random)
  }
}

extension Tensor {
  /// Vectors with one 1 among `count` numbers, at these places: places × count.
  static func oneHot(_ places: [Int], of count: Int) -> Tensor {
    var vectors = Tensor.zeros([places.count, count])
    vectors.withMutableElements { elements in
      for (row, place) in places.enumerated() { elements[row * count + place] = 1 }
    }
    return vectors
  }
}
