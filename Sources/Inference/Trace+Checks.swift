import LabAutodiff
import LabDistributions
import LabTensors

// What a program may do wrong with names, plates, shapes and values: each mistake is an error that says what to do.

extension Trace {
  /// An error where a site's name is missing or taken.
  func checkName(_ name: String) throws {
    guard !name.isEmpty else {
      throw ModelError(name, "site number \(sites.count + 1) of the \(program) has an empty name")
    }
    guard self[name] == nil else {
      throw ModelError(name, "\(place(name)) is named twice; every sample and observe needs a name of its own")
    }
  }

  /// An error where a plate does not fit among those around it, or is not what it was before.
  func check(_ plate: Plate) throws {
    let (name, size) = (plate.name, plate.size)
    func fail(_ why: String) -> ModelError { ModelError(name, "plate “\(name)” of the \(program) \(why)") }
    guard !name.isEmpty else { throw fail("has an empty name") }
    guard size > 0 else { throw fail("has a size of \(size); it must have at least one repeat") }
    guard plate.total >= size else { throw fail("has \(size) repeats of \(plate.total): more than there are") }
    guard !plates.contains(where: { $0.name == name }) else {
      throw fail("stands inside itself; give one another name")
    }
    let known = knownPlates.first { $0.plate.name == name }
    if let before = known?.plate, before != plate {
      throw fail(
        "has \(size) repeats of \(plate.total) here and \(before.size) of \(before.total) before; give one another name"
      )
    }
    if let depth = known?.depth, depth != plates.count {
      throw fail("stands in \(plates.count) others here and in \(depth) before; give one another name")
    }
    if particles.count != nil, plates.count == particles.plateNesting {
      throw fail(
        "is nested \(plates.count + 1) deep, but the particles' axis was placed for \(particles.plateNesting); "
          + "pass plateNesting: \(plates.count + 1)")
    }
    if !enumeratedAxes.isEmpty, plates.count == enumeratedAxes.plateNesting {
      throw fail(
        "is nested \(plates.count + 1) deep, but the axis of the enumerated site “\(enumeratedAxes.names[0])” was placed for "
          + "\(enumeratedAxes.plateNesting); pass plateNesting: \(plates.count + 1)")
    }
  }

  /// The shape that particles and plates give to a site, where the distribution fits it.
  func checkedBatch(of distribution: any Distribution, at name: String) throws -> Shape {
    let own = distribution.batchShape, event = distribution.eventShape
    let enumerated = enumeratedAxes.indices(in: own)
    // One more is left for many draws of the site side by side.
    let rank = max(particles.batchRank(inside: plates), enumerated.map(enumeratedAxes.position).max() ?? 0)
    let axes = rank + event.rank, most = Shape.maximumRank - 1
    guard axes <= most else {
      throw ModelError(
        name,
        "\(place(name)) \(situation(event)): \(axes) axes, where a site can have at most \(most); put plates together, or "
          + "axes of the event")
    }
    let batch = particles.batchShape(inside: plates), whole = enumeratedAxes.shape(before: batch)
    func fits(droppingLast axes: Int) -> Bool {
      Shape.broadcast(own.dropLast(axes), whole) == whole
    }
    // The fewest last axes that have to move into the event for the others to fit; all of them always do.
    if let moved = (0...own.rank).first(where: fits), moved > 0 {
      throw ModelError(
        name,
        "\(place(name)) has distributions of batch shape \(own), but stands in \(described(plates)); "
          + "axes that belong to one draw are declared with toEvent(\(moved))")
    }
    if let axis = enumerated.first(where: { !plates.starts(with: enumeratedAxes.plates(of: $0)) }) {
      throw ModelError(
        name,
        "\(place(name)) depends on the enumerated site “\(enumeratedAxes.names[axis])”, which stands in "
          + "\(described(enumeratedAxes.plates(of: axis))): only sites in its plates can, where each repeat is summed out for "
          + "itself")
    }
    return batch
  }

  /// A distribution as one whose values can be summed over.
  func checkedEnumerable(
    _ distribution: any Distribution, at name: String
  ) throws -> any EnumerableDistribution {
    guard program == .model else {
      throw ModelError(
        name,
        "\(place(name)) is enumerated, which only a model's can be: leave it to the model, which sums over its values")
    }
    guard let enumerable = distribution as? any EnumerableDistribution else {
      throw ModelError(name, "\(place(name)) cannot be enumerated: \(distribution.obstacleToEnumeration)")
    }
    return enumerable
  }

  /// An error where no axis is left for the values of one more enumerated site.
  func checkRoomForAxis(of name: String, event: Shape) throws {
    let axes = enumeratedAxes.nextPosition + event.rank, most = Shape.maximumRank - 1
    guard axes <= most else {
      throw ModelError(
        name,
        "\(place(name)) \(situation(event)) and takes an axis of its own before those of "
          + "\(enumeratedAxes.names.count) enumerated sites: \(axes) axes, where a site can have at most \(most); enumerate "
          + "fewer sites, such as one whose values are the combinations of several")
    }
  }

  /// An error where a baseline is of no use, or is not one number for each repeat.
  func check(baseline: Variable, of name: String, _ distribution: any Distribution) throws {
    guard program == .guide else {
      throw ModelError(name, "\(place(name)) has a baseline, which only a guide's can have")
    }
    guard !(distribution is any ReparameterizedDistribution) else {
      throw ModelError(
        name,
        "\(place(name)) has a baseline, but its draws are reparameterized, and its gradient needs none: leave it out")
    }
    let batch = particles.batchShape(inside: plates)
    guard Shape.broadcast(baseline.shape, batch) == batch else {
      throw ModelError(
        name,
        "\(place(name)) has a baseline of shape \(baseline.shape), but stands in \(described(plates)): give it one number "
          + "for each repeat")
    }
  }

  /// An error where data have not the shape of a site, or one that broadcasts to it.
  func check(data: Tensor, at name: String, batch: Shape, event: Shape) throws {
    guard data.shape.rank >= event.rank, data.shape.ends(with: event),
      Shape.broadcast(data.shape.dropLast(event.rank), batch) == batch
    else {
      throw ModelError(name, "\(place(name)) observes data of shape \(data.shape), but \(situation(event))")
    }
  }

  /// An error where a value of another run has not the shape of a site.
  func check(replayed value: Variable, at name: String, batch: Shape, event: Shape) throws {
    guard value.shape == batch + event else {
      throw ModelError(
        name, "\(place(name)) got a value of shape \(value.shape) from the guide, but \(situation(event))")
    }
  }

  /// An error where a value lies outside of a support.
  func check(_ value: Tensor, in support: Support, at name: String, _ whose: String) throws {
    guard let violation = support.violation(in: value) else { return }
    throw ModelError(name, "\(whose) \(place(name)) lies outside its support: \(violation)", isOfValues: true)
  }

  /// An error where a log-density is not finite; of one that is summed over with others, or of data that the prior's draws meet,
  /// some may be impossible.
  func checkDensity(_ logDensity: Variable, at name: String, mayBeImpossible: Bool) throws {
    guard var position = logDensity.value.firstNonFinite else { return }
    let elements = logDensity.value.elements
    if mayBeImpossible {
      guard let wrong = elements.firstIndex(where: { $0.isNaN || $0 == .infinity }) else { return }
      position = wrong
    }
    let found = elements[position]
    throw ModelError(
      name,
      found.isNaN
        ? "\(place(name)) has a log-density that is not a number (element \(position)); its parameters are not "
          + "numbers, or lie outside their range"
        : "\(place(name)) has a log-density of \(found) (element \(position)); its parameters make this value "
          + "impossible, or have diverged: try a lower learning rate or gradient clipping",
      isOfValues: true)
  }

  /// What errors call a site.
  func place(_ name: String) -> String { "site “\(name)” of the \(program)" }

  private func described(_ plates: [Plate]) -> String {
    let list = plates.map { "“\($0.name)” of \($0.size)" }.joined(separator: ", ")
    let count = particles.count.map { "\($0) particles" }
    switch (list.isEmpty, count) {
    case (true, nil): return "no plate"
    case (true, let count?): return "no plate, with \(count)"
    case (false, nil): return "plate \(list)"
    case (false, let count?): return "plate \(list), with \(count)"
    }
  }

  private func situation(_ event: Shape) -> String {
    "stands in \(described(plates)) and has an event of shape \(event)"
  }
}
