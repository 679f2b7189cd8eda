import LabTestSupport
import Testing

@testable import LabTensors

/// What decides the numbers of a stream: the seed, the path of names, and how many blocks were drawn before.
@Suite struct RandomStreamTests {
  /// A known answer of Philox 4x32-10: see Fixtures/philox.py.
  struct Answer: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let inputs, outputs: [String: [String]]

    var counter: [UInt32] { words(inputs["counter"]) }
    var key: [UInt32] { words(inputs["key"]) }
    var result: [UInt32] { words(outputs["result"]) }
    var description: String { name }

    private func words(_ hexadecimal: [String]?) -> [UInt32] {
      (hexadecimal ?? []).compactMap { UInt32($0, radix: 16) }
    }

    static var all: [Answer] { get throws { try fixture("philox", as: [String: [Answer]].self)["cases"] ?? [] } }
  }

  @Test(arguments: try Answer.all)
  func theGeneratorGivesThePublishedAnswers(_ answer: Answer) {
    #expect(answer.result.count == 4)
    #expect(Random.block(counter: answer.counter, key: answer.key) == answer.result)
  }

  @Test func aStreamIsTheBlocksOfACounterUnderTheSeedAsTheKey() {
    var random = Random(seed: 0x0123_4567_89ab_cdef)
    let blocks = (0..<5).flatMap { Random.block(counter: [$0, 0, 0, 0], key: [0x89ab_cdef, 0x0123_4567]) }
    #expect(random.bits(7) == Array(blocks[..<7]))
    // A draw begins at a block: the rest of the last one is left out.
    #expect(random.bits(9) == Array(blocks[8..<17]))
  }

  @Test func drawsOfWholeBlocksContinueEachOther() {
    for draw: @Sendable (inout Random, Int) -> [Float] in [
      { $0.uniform([$1]).elements }, { $0.normal([$1]).elements },
    ] {
      var random = Random(seed: 3), other = Random(seed: 3)
      #expect(draw(&random, 8) + draw(&random, 4) + draw(&random, 3) == draw(&other, 15))
    }
    var random = Random(seed: 3), shaped = Random(seed: 3)
    #expect(random.uniform([24]).elements == shaped.uniform([2, 3, 4]).elements)
    #expect(random == shaped)
  }

  @Test(arguments: [0, 1, 3, 4, 5, 4096, 100_001]) func theNumbersDoNotDependOnTheNumberOfThreads(count: Int) {
    func draw(_ threads: Int) -> [Tensor] {
      withThreads(threads) {
        var random = Random(seed: 11)
        return [random.uniform([count]), random.normal([count]), Tensor(random.bits(count).map { Float($0 >> 8) })]
      }
    }
    let one = draw(1)
    for threads in [2, 3] {
      for (a, b) in zip(one, draw(threads)) { #expect(identical(a, b)) }
    }
  }

  /// Draws by value beside those that move on, after any number of them.
  static let drawsByValue:
    [(name: String, byValue: @Sendable (Random) -> [Float], moving: @Sendable (inout Random) -> [Float])] =
      [
        ("uniform", { Tensor.uniform([5, 3], using: $0).elements }, { $0.uniform([5, 3]).elements }),
        ("normal", { Tensor.normal([5, 3], using: $0).elements }, { $0.normal([5, 3]).elements }),
        (
          "integers", { [Int].integers(in: -7..<100, count: 50, using: $0).map(Float.init) },
          { $0.integers(in: -7..<100, count: 50).map(Float.init) }
        ),
        (
          "permutation", { [Int].permutation(50, using: $0).map(Float.init) }, { $0.permutation(50).map(Float.init) }
        ),
      ]

  @Test func aDrawByValueGivesTheSameNumbersAndLeavesTheStreamWhereItIs() {
    for (name, byValue, moving) in Self.drawsByValue {
      var random = Random(seed: 3)["stream"]
      for _ in 0..<3 {
        let first = byValue(random)
        #expect(byValue(random) == first, "\(name)")
        #expect(moving(&random) == first, "\(name)")
        #expect(byValue(random) != first, "\(name)")
      }
    }
  }

  @Test func aNamedStreamDoesNotDependOnWhatWasDrawnBefore() {
    let root = Random(seed: 5)
    var drawn = root
    _ = drawn.normal([1000])
    #expect(root["noise"] == drawn["noise"] && root[3] == drawn[3])
    var copy = drawn, original = drawn
    #expect(copy.bits(8) == original.bits(8))
  }

  @Test func differentPathsGiveDifferentStreams() {
    let root = Random(seed: 1)
    let streams = [
      root, Random(seed: 2), Random(seed: 1 << 32), root[""], root["a"], root["b"], root["ab"], root["ba"],
      root["a"]["b"], root["b"]["a"], root["0"], root[0], root[1], root[-1], root[1 << 40], root[0][0], root["a"][0],
      root[0]["a"], root["weights"], root["Weights"], root["weights "], Random(seed: 2)["a"], root["é"],
      root["e\u{301}"],
    ]
    let firstBlocks = streams.map { stream in
      var stream = stream
      return stream.bits(4)
    }
    #expect(Set(firstBlocks).count == streams.count)
    let numbered = (0..<10_000).map { index in
      var stream = root[index]
      return stream.bits(4)
    }
    #expect(Set(numbered).count == 10_000)
  }

  /// The mean product of independent standard normals has a standard deviation of 1/√n; five of them.
  @Test func streamsOfNeighbouringNamesIndicesAndSeedsAreUncorrelated() {
    let count = 100_000
    let root = Random(seed: 1)
    for (first, second) in [
      (root, root["a"]), (root["a"], root["b"]), (root[0], root[1]), (root, Random(seed: 2)), (root[0], root["0"]),
    ] {
      var (first, second) = (first, second)
      let product = (first.normal([count]) * second.normal([count])).mean().element
      #expect(abs(product) < 5 / Float(count).squareRoot())
    }
  }

  /// Reports quote numbers that rest on these: a change here changes every one of them. The words were computed by
  /// another Philox (Fixtures/philox.py) from the definitions of seed, name and index.
  @Test func goldenValues() {
    var root = Random(seed: 1), named = Random(seed: 1)["training noise"],
      indexed = Random(seed: 1)["training noise"][7]
    #expect(root.bits(4) == [0xe3e8_0670, 0xe50a_0ebc, 0x95f2_22c0, 0xb615_aa27])
    #expect(named.bits(4) == [0x98c8_8bc2, 0x92ca_40e1, 0xaa36_5a24, 0xe2f4_3ede])
    #expect(indexed.bits(4) == [0x8f5b_f59a, 0x88be_eb63, 0x5105_dca5, 0x7303_18e9])
    var random = Random(seed: 42)
    #expect(random.uniform([3]).elements == [0.61295986, 0.4685865, 0.0732317])
    #expect(random.normal([4]).elements == [-0.07318149, 0.13913757, -1.106665, 0.3266834])
    #expect(random.integers(in: -5..<5, count: 8) == [3, 1, 1, 2, 2, 1, 0, -2])
    #expect(random.permutation(8) == [4, 5, 3, 7, 1, 6, 2, 0])
  }
}
