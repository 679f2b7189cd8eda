import LabTensors

/// One case of a fixture file. The script beside the file says what its names mean.
package struct FixtureCase: Decodable, Sendable, CustomStringConvertible {
  package let name: String
  package let inputs, outputs, gradients: [String: FixtureArray]
  package let attributes: [String: FixtureAttribute]

  private enum CodingKeys: CodingKey { case name, inputs, outputs, gradients, attributes }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    inputs = try container.decode([String: FixtureArray].self, forKey: .inputs)
    outputs = try container.decode([String: FixtureArray].self, forKey: .outputs)
    gradients = try container.decodeIfPresent([String: FixtureArray].self, forKey: .gradients) ?? [:]
    attributes = try container.decodeIfPresent([String: FixtureAttribute].self, forKey: .attributes) ?? [:]
  }

  package var description: String { name }

  /// An input: exact in single precision.
  package func input(_ name: String) throws -> Tensor { try array(name, in: inputs, "input").tensor }

  /// A reference result, with more digits than single precision.
  package func output(_ name: String) throws -> [Double] { try array(name, in: outputs, "output").values }

  /// A reference gradient with respect to an input.
  package func gradient(_ name: String) throws -> [Double] { try array(name, in: gradients, "gradient").values }

  private func array(_ name: String, in arrays: [String: FixtureArray], _ kind: String) throws -> FixtureArray {
    guard let array = arrays[name] else {
      throw FixtureError(description: "the case “\(self.name)” has no \(kind) “\(name)”")
    }
    return array
  }
}

/// An array as a fixture holds it: inputs are exact in single precision, results have more digits than that.
package struct FixtureArray: Decodable, Sendable {
  package let shape: [Int]
  package let values: [Double]

  package var tensor: Tensor { Tensor(values.map(Float.init), shape: Shape(shape)) }
}

/// A setting of a case. What is asked for as another type than it has is nil.
package enum FixtureAttribute: Decodable, Sendable {
  case truth(Bool)
  case real(Double)
  case string(String)
  case list([FixtureAttribute])
  case table([String: FixtureAttribute])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let truth = try? container.decode(Bool.self) {
      self = .truth(truth)
    } else if let real = try? container.decode(Double.self) {
      self = .real(real)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let list = try? container.decode([FixtureAttribute].self) {
      self = .list(list)
    } else {
      self = .table(try container.decode([String: FixtureAttribute].self))
    }
  }

  package var flag: Bool? { if case .truth(let flag) = self { flag } else { nil } }
  package var number: Float? { if case .real(let number) = self { Float(number) } else { nil } }
  package var integer: Int? { if case .real(let number) = self { Int(exactly: number) } else { nil } }
  package var text: String? { if case .string(let text) = self { text } else { nil } }
  package var numbers: [Float]? { elements(\.number) }
  package var integers: [Int]? { elements(\.integer) }
  package var rows: [[Int]]? { elements(\.integers) }

  package var texts: [String: String]? {
    guard case .table(let table) = self else { return nil }
    let texts = table.compactMapValues(\.text)
    return texts.count == table.count ? texts : nil
  }

  private func elements<Element>(_ element: (FixtureAttribute) -> Element?) -> [Element]? {
    guard case .list(let list) = self else { return nil }
    let elements = list.compactMap(element)
    return elements.count == list.count ? elements : nil
  }
}
