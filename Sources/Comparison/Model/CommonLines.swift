/// The lines that two texts have in common, in an order that both have them in.
///
/// The shortest edit takes a time that grows with the square of what differs (Myers, “An O(ND) difference algorithm and its
/// variations”, 1986). Where that is too much, lines that each text has once are found first, as patience sorting does
/// (B. Cohen, the patience diff); between two of them the texts are short again, or have little in common.
enum CommonLines {
  /// Texts whose lengths have a product above this are taken apart first.
  private static let mostPairs = 1_000_000

  /// Pairs of places, rising in both texts.
  static func pairs(_ before: [String], _ after: [String]) -> [(before: Int, after: Int)] {
    // Numbers are compared faster than lines.
    var numbers: [String: Int] = [:]
    func number(_ line: String) -> Int {
      if let known = numbers[line] { return known }
      numbers[line] = numbers.count
      return numbers.count - 1
    }
    let (old, new) = (before.map(number), after.map(number))
    var pairs: [(before: Int, after: Int)] = []
    var open = [(old.indices, new.indices)]
    while var (first, second) = open.popLast() {
      while let line = first.first, let other = second.first, old[line] == new[other] {
        pairs.append((line, other))
        (first, second) = (first.dropFirst(), second.dropFirst())
      }
      while let line = first.last, let other = second.last, old[line] == new[other] {
        pairs.append((line, other))
        (first, second) = (first.dropLast(), second.dropLast())
      }
      if first.isEmpty || second.isEmpty { continue }
      if first.count <= mostPairs / second.count {
        pairs += shortestEdit(old[first], new[second])
        continue
      }
      let anchors = uniqueLines(old[first], new[second])
      // Without any, the one is taken to have given way to the other.
      if anchors.isEmpty { continue }
      pairs += anchors
      for (start, end) in zip(
        [(first.lowerBound - 1, second.lowerBound - 1)] + anchors, anchors + [(first.upperBound, second.upperBound)])
      {
        open.append((start.0 + 1..<end.0, start.1 + 1..<end.1))
      }
    }
    return pairs.sorted { $0.before < $1.before }
  }

  private static func shortestEdit(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> [(before: Int, after: Int)] {
    var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(old.startIndex + offset)
      case .insert(let offset, _, _): inserted.insert(new.startIndex + offset)
      }
    }
    return Array(zip(old.indices.filter { !removed.contains($0) }, new.indices.filter { !inserted.contains($0) }))
  }

  /// The longest rising run of pairs of lines that each text has once.
  private static func uniqueLines(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> [(before: Int, after: Int)] {
    func places(_ lines: ArraySlice<Int>) -> [Int: Int] {
      Dictionary(lines.indices.map { (lines[$0], $0) }) { _, _ in -1 }.filter { $0.value >= 0 }
    }
    let others = places(new)
    let pairs = places(old).compactMap { line, place in others[line].map { (before: place, after: $0) } }
      .sorted { $0.before < $1.before }
    // Patience: each pair goes on the first pile whose top is not before it, and remembers the top of the pile to the left.
    var tops: [Int] = []
    var left = [Int?](repeating: nil, count: pairs.count)
    for (index, pair) in pairs.enumerated() {
      var (low, high) = (0, tops.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[tops[middle]].after < pair.after { low = middle + 1 } else { high = middle }
      }
      left[index] = low > 0 ? tops[low - 1] : nil
      if low < tops.count { tops[low] = index } else { tops.append(index) }
    }
    var run: [(before: Int, after: Int)] = []
    var next = tops.last
    while let index = next {
      run.append(pairs[index])
      next = left[index]
    }
    return run.reversed()
  }
}
