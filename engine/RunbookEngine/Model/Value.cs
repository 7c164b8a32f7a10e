using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Model;

/// <summary>What an expression yields and a step puts out: JSON's kinds, and the secret.</summary>
public abstract record Value
{
    private Value()
    {
    }

    /// <summary>The absence of a value.</summary>
    public static Value None { get; } = new Nothing();

    /// <summary>Null and what is not there.</summary>
    public sealed record Nothing : Value
    {
        /// <inheritdoc/>
        public override string ToString() => "";
    }

    /// <summary>A piece of text.</summary>
    public sealed record Text(string Content) : Value
    {
        /// <inheritdoc/>
        public override string ToString() => Content;
    }

    /// <summary>A whole number.</summary>
    public sealed record Integer(long Number) : Value
    {
        /// <inheritdoc/>
        public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A number with a fraction.</summary>
    public sealed record Real(double Number) : Value
    {
        /// <inheritdoc/>
        public override string ToString() => Number.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>True or false.</summary>
    public sealed record Flag(bool On) : Value
    {
        /// <inheritdoc/>
        public override string ToString() => On ? "true" : "false";
    }

    /// <summary>An ordered list.</summary>
    public sealed record List(ImmutableArray<Value> Items) : Value
    {
        /// <inheritdoc/>
        public bool Equals(List? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc/>
        public override int GetHashCode() => Items.Aggregate(17, HashCode.Combine);

        /// <summary>The items joined by a comma and a blank.</summary>
        public override string ToString() => string.Join(", ", Items);
    }

    /// <summary>Named values in the order in which they were given.</summary>
    public sealed record Map(ImmutableArray<KeyValuePair<string, Value>> Entries) : Value
    {
        /// <summary>The value of a name, or null.</summary>
        public Value? this[string name]
        {
            get
            {
                foreach (var entry in Entries)
                {
                    if (entry.Key == name)
                        return entry.Value;
                }

                return null;
            }
        }

        /// <inheritdoc/>
        public bool Equals(Map? other) => other is not null && Entries.SequenceEqual(other.Entries);

        /// <inheritdoc/>
        public override int GetHashCode() => Entries.Aggregate(17, static (hash, e) => HashCode.Combine(hash, e.Key, e.Value));

        /// <summary><c>name=value</c> joined by a comma and a blank.</summary>
        public override string ToString() => string.Join(", ", Entries.Select(static e => $"{e.Key}={e.Value}"));
    }

    /// <summary>A text that prints as <c>***</c>. Whoever needs it says <see cref="Reveal"/>, which is easy to search for.</summary>
    public sealed record Secret : Value
    {
        private readonly string _content;

        /// <summary>Wraps the text.</summary>
        public Secret(string content) => _content = content;

        /// <summary>The text itself, for the environment or the standard input of a command, and for nothing else.</summary>
        public string Reveal() => _content;

        /// <inheritdoc/>
        public override string ToString() => "***";
    }
}
