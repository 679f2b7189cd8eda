import LabStatistics
import LabTestSupport
import Testing

struct ClassifierReference: Decodable, CustomTestStringConvertible {
  let name: String
  let dimension, classes: Int
  let samples, points: [Double]
  let labels, truth, linear: [Int]
  let nearest: [String: [Int]]
  let confusion: [[Int]]
  let accuracy: Double
  let recalls: [Double?]
  var testDescription: String { name }

  static func all() throws -> [Self] { try fixture("classifiers") }

  func discriminant() throws -> LinearDiscriminant {
    try LinearDiscriminant(of: samples, dimension: dimension, labels: labels)
  }
}

@Suite struct ClassifierTests {
  @Test(arguments: try ClassifierReference.all())
  func nearestNeighborsMatchScikitLearn(_ reference: ClassifierReference) throws {
    for (k, expected) in reference.nearest {
      let neighbors = try NearestNeighbors(
        #require(Int(k)), of: reference.samples, dimension: reference.dimension, labels: reference.labels)
      #expect(try neighbors.classified(reference.points) == expected, "\(k) neighbours")
    }
  }

  @Test(arguments: try ClassifierReference.all())
  func linearDiscriminantMatchesScikitLearn(_ reference: ClassifierReference) throws {
    #expect(try reference.discriminant().classified(reference.points) == reference.linear)
  }

  @Test(arguments: try ClassifierReference.all())
  func confusionMatchesScikitLearn(_ reference: ClassifierReference) {
    let confusion = ConfusionMatrix(of: reference.linear, for: reference.truth, classes: reference.classes)
    #expect(confusion.counts == reference.confusion)
    #expect(abs(confusion.accuracy.mean - reference.accuracy) < 1e-15)
    for (share, expected) in zip(confusion.accuracyByClass, reference.recalls) {
      #expect(expected.map { abs(share - $0) < 1e-15 } ?? share.isNaN)
    }
  }

  /// The standard error of a share p of n: √(p(1 − p)/(n − 1)).
  @Test func accuracyHasTheErrorOfAShare() {
    let accuracy = ConfusionMatrix(of: [0, 1, 1, 0, 1], for: [0, 1, 1, 1, 1] as [UInt8], classes: 2).accuracy
    #expect(accuracy.mean == 0.8 && abs(accuracy.standardError - (0.8 * 0.2 / 4).squareRoot()) < 1e-15)
  }

  @Test func rowsOfSharesAddUpToOne() {
    let confusion = ConfusionMatrix(of: [0, 1, 1, 0], for: [0, 0, 0, 2], classes: 3)
    #expect(confusion.shares[0] == [1 / 3, 2 / 3, 0] && confusion.shares[2] == [1, 0, 0])
    #expect(confusion.shares[1].allSatisfy { $0.isNaN })
  }

  /// On a line, by hand: votes, then ties between classes and between samples.
  @Test func neighborsVote() throws {
    let samples = [0.0, 1, 2, 3, 10], labels = [5, 5, 2, 2, 9]
    func taken(_ k: Int, _ point: Double) throws -> [Int] {
      try NearestNeighbors(k, of: samples, dimension: 1, labels: labels).classified([point])
    }
    #expect(try taken(1, 8) == [9] && taken(3, 0.4) == [5] && taken(5, 10) == [2])
    // One of each class: the least. Two samples as near: the earlier.
    #expect(try taken(2, 1.6) == [2] && taken(1, 1.5) == [5])
    #expect(try NearestNeighbors(of: samples, dimension: 1, labels: labels).classified([]).isEmpty)
  }

  /// What it finds does not depend on the coordinates that the samples are in.
  @Test(arguments: try ClassifierReference.all().filter { $0.dimension > 1 })
  func discriminantsIgnoreLinearMaps(_ reference: ClassifierReference) throws {
    func moved(_ samples: [Double]) -> [Double] {
      samples.indices.map { index -> Double in
        let axis = index % reference.dimension, next = index - axis + (axis + 1) % reference.dimension
        return 1e3 * samples[index] + Double(axis) * samples[next] - 7
      }
    }
    let discriminant = try LinearDiscriminant(
      of: moved(reference.samples), dimension: reference.dimension, labels: reference.labels)
    #expect(try discriminant.classified(moved(reference.points)) == reference.linear)
  }

  @Test(
    arguments: [
      ([1, .nan, 3, 4, 5, 6], [0, 1, 0], .notFinite(row: 0, column: 1), "Sample 0"),
      ([1, 2, 3, 4, 5, 6], [0, 1, 0], .tooFewSamples(3, needed: 4), "at least 4 samples; there are 3"),
      ([1, 2, 1, 5, 1, 4, 1, 7], [0, 1, 0, 1], .singular(column: 0), "coordinate 0 does not vary"),
      ([1, 3, 2, 6, 4, 12, 3, 9], [0, 1, 0, 1], .singular(column: 1), "reduce the samples"),
      ([1e200, 0, -1e200, 1, 3e200, 2, 0, 4], [0, 1, 0, 1], .tooLarge, "scale them down"),
    ] as [([Double], [Int], ClassifierError, String)])
  func refusesSamplesWithoutADiscriminant(
    samples: [Double], labels: [Int], error: ClassifierError, message: String
  ) {
    #expect(throws: error) { try LinearDiscriminant(of: samples, dimension: 2, labels: labels) }
    #expect(error.description.contains(message), "\(error)")
  }

  @Test func refusesPointsThatAreNotFinite() throws {
    let reference = try ClassifierReference.all()[0], points = [0, 1, .infinity, 2]
    let neighbors = try NearestNeighbors(
      of: reference.samples, dimension: reference.dimension, labels: reference.labels)
    #expect(throws: ClassifierError.notFinite(row: 1, column: 0)) { try neighbors.classified(points) }
    #expect(throws: ClassifierError.notFinite(row: 1, column: 0)) { try reference.discriminant().classified(points) }
  }
}
