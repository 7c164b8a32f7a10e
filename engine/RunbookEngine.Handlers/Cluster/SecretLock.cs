using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// How Secrets are locked in a backup: each file by AES-256-GCM with a nonce of its own, its path bound to it so that files cannot be exchanged; the key from a passphrase by PBKDF2 (HMAC-SHA-256,
/// 600,000 rounds, a salt of 16 random bytes for each backup). A file is <c>RBLOCK1</c>, 12 bytes of nonce, 16 of tag, and the ciphertext.
/// </summary>
internal sealed record SecretLock(byte[] Salt, int Rounds, byte[] Proof)
{
    private const int UsualRounds = 600_000;
    private const int MostRounds = 10_000_000;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static ReadOnlySpan<byte> Magic => "RBLOCK1"u8;

    private static ReadOnlySpan<byte> ProofText => "this is the right passphrase"u8;

    /// <summary>A new lock, and its key.</summary>
    public static (SecretLock Lock, SecretKey Key) Create(string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var key = new SecretKey(Derive(passphrase, salt, UsualRounds));
        return (new(salt, UsualRounds, key.Close("", ProofText)), key);
    }

    /// <summary>The key; null when the passphrase is another one.</summary>
    public SecretKey? Open(string passphrase)
    {
        var key = new SecretKey(Derive(passphrase, Salt, Rounds));
        return key.Open("", Proof) is { } text && text.AsSpan().SequenceEqual(ProofText) ? key : null;
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("secrets");
        writer.WriteString("cipher", "AES-256-GCM");
        writer.WriteString("key", "PBKDF2-HMAC-SHA-256");
        writer.WriteNumber("rounds", Rounds);
        writer.WriteBase64String("salt", Salt);
        writer.WriteBase64String("proof", Proof);
        writer.WriteEndObject();
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static SecretLock Of(JsonElement json) => json.Number("rounds") is > 0 and <= MostRounds and { } rounds
        ? new(Convert.FromBase64String(json.Text("salt")), (int)rounds, Convert.FromBase64String(json.Text("proof")))
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{json.Number("rounds")} rounds"));

    private static byte[] Derive(string passphrase, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, rounds, HashAlgorithmName.SHA256, 32);

    /// <summary>Opens and closes files. Never printed.</summary>
    internal sealed class SecretKey(byte[] key)
    {
        public byte[] Close(string path, ReadOnlySpan<byte> text)
        {
            var file = new byte[Magic.Length + NonceSize + TagSize + text.Length];
            Magic.CopyTo(file);
            var (nonce, tag, cipher) = Parts(file);
            RandomNumberGenerator.Fill(nonce.Span);
            using var aes = new AesGcm(key, TagSize);
            aes.Encrypt(nonce.Span, text, cipher.Span, tag.Span, Encoding.UTF8.GetBytes(path));
            return file;
        }

        /// <summary>The text; null when the file was changed, was moved, or is locked by another passphrase.</summary>
        public byte[]? Open(string path, byte[] file)
        {
            if (file.Length < Magic.Length + NonceSize + TagSize || !file.AsSpan().StartsWith(Magic))
                return null;
            var (nonce, tag, cipher) = Parts(file);
            var text = new byte[cipher.Length];
            using var aes = new AesGcm(key, TagSize);
            try
            {
                aes.Decrypt(nonce.Span, cipher.Span, tag.Span, text, Encoding.UTF8.GetBytes(path));
                return text;
            }
            catch (AuthenticationTagMismatchException)
            {
                return null;
            }
        }

        private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(byte[] file) => (
            file.AsMemory(Magic.Length, NonceSize), file.AsMemory(Magic.Length + NonceSize, TagSize), file.AsMemory(Magic.Length + NonceSize + TagSize));
    }
}
