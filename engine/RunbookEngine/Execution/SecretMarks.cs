using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// How the journal knows a secret again without having it: a salted, slow hash (PBKDF2 with SHA-256). Another value than the run's would be searched for in the output of commands that were begun with the
/// first, and that one would pass in clear.
/// </summary>
public static class SecretMarks
{
    private const int Rounds = 100_000;
    private const int Bytes = 16;

    /// <summary>The marks of the secrets among these inputs, by their names.</summary>
    public static Value.Map Of(Value.Map inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new([.. inputs.Entries.Where(static i => i.Value is Value.Secret).Select(static i => new KeyValuePair<string, Value>(i.Key, new Value.Text(Mark(((Value.Secret)i.Value).Reveal()))))]);
    }

    /// <summary>The names of those that are not what the marks were made of. A secret without a mark, as in journals of older versions, is taken as it is.</summary>
    public static IEnumerable<string> Changed(Value.Map marks, IEnumerable<KeyValuePair<string, Value.Secret>> secrets)
    {
        ArgumentNullException.ThrowIfNull(marks);
        ArgumentNullException.ThrowIfNull(secrets);
        return secrets.Where(s => marks.Entries.FirstOrDefault(m => m.Key == s.Key).Value is { } mark && !IsOf(mark.ToString(), s.Value.Reveal())).Select(static s => s.Key);
    }

    private static string Mark(string secret)
    {
        var salt = RandomNumberGenerator.GetBytes(Bytes);
        return string.Create(CultureInfo.InvariantCulture, $"pbkdf2-sha256:{Rounds}:{Convert.ToHexStringLower(salt)}:{Convert.ToHexStringLower(Hash(secret, salt, Rounds))}");
    }

    /// <summary>A mark that is not understood is not the secret's: it may come from elsewhere.</summary>
    private static bool IsOf(string mark, string secret)
    {
        if (mark.Split(':') is not ["pbkdf2-sha256", var rounds, { Length: 2 * Bytes } salt, { Length: 2 * Bytes } hash]
            || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 10 * Rounds || !(salt + hash).All(char.IsAsciiHexDigit))
            return false;
        return CryptographicOperations.FixedTimeEquals(Hash(secret, Convert.FromHexString(salt), count), Convert.FromHexString(hash));
    }

    private static byte[] Hash(string secret, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, rounds, HashAlgorithmName.SHA256, Bytes);
}
