/// A number of things, for a sentence: “1 task”, “2 tasks”.
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
