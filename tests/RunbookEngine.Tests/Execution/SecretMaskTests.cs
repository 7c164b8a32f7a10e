using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Web;
using CsCheck;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Execution;

/// <summary>No byte of a secret may pass, however a command writes it and wherever the pieces of its output end.</summary>
public class SecretMaskTests
{
    private const string Password = "s3cr+t/\"quoted\" 'single' pässword";

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("nothing to hide", "nothing to hide")]
    [InlineData("", "")]
    [InlineData("hunter22", "***")]
    [InlineData("a hunter22 and hunter22hunter22.", "a *** and ******.")]
    [InlineData("hunter2", "hunter2")]
    public void What_is_secret_becomes_three_stars(string text, string masked) => Assert.Equal(masked, Mask("hunter22").Apply(text));

    [Fact]
    public void An_empty_secret_masks_nothing() => Assert.Equal("a b", Mask("").Apply("a b"));

    [Fact]
    public void Overlapping_secrets_are_covered_whole()
    {
        Assert.Equal("<***>", Mask("abcdef", "defghi").Apply("<abcdefghi>"));
        Assert.Equal("<***>", Mask("bcd", "abcde").Apply("<abcde>"));
        Assert.Equal("<***>", Mask("abab").Apply("<ababab>"));
    }

    [Fact]
    public void The_lines_of_a_secret_are_masked_one_by_one_where_they_are_long_enough()
    {
        var mask = Mask("-----BEGIN-----\nMIIEpAIBAAKCAQEA\nxy\n-----END-----");
        Assert.Equal("key: *** and xy", mask.Apply("key: MIIEpAIBAAKCAQEA and xy"));
        Assert.Equal("***", mask.Apply("-----BEGIN-----\nMIIEpAIBAAKCAQEA\nxy\n-----END-----"));
    }

    public static TheoryData<string> Writings => new(
        Password,
        JsonSerializer.Serialize(Password),
        JsonSerializer.Serialize(Password, s_relaxed),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)),
        Uri.EscapeDataString(Password),
        $"'{Password.Replace("'", @"'\''", StringComparison.Ordinal)}'");

    [Theory]
    [MemberData(nameof(Writings))]
    public void Common_ways_of_writing_a_secret_are_known(string written)
    {
        var masked = Mask(Password).Apply($"before {written} after");
        Assert.Matches("^before [\"']?[*]{3}[\"']? after$", masked);
    }

    [Theory]
    [InlineData("", "\n")]
    [InlineData("u:", "")]
    [InlineData("user:", "")]
    [InlineData("user:", "\n")]
    [InlineData("admin:", "@host")]
    public void Base64_of_a_secret_with_something_around_it_is_masked_but_for_the_edges(string before, string after)
    {
        var written = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "correct-horse-battery" + after));
        var masked = Mask("correct-horse-battery").Apply(written);
        Assert.Contains("***", masked, StringComparison.Ordinal);
        Assert.True(masked.Length < (before.Length + after.Length) * 2 + 12, masked);
    }

    [Fact]
    public void Base64_in_lines_as_the_program_writes_it_is_masked()
    {
        var secret = string.Concat(Enumerable.Range(0, 40).Select(static i => $"part{i:00}"));
        var written = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret + "\n"));
        var masked = Mask(secret).Apply(string.Join('\n', written.Chunk(76).Select(static l => new string(l))));
        Assert.All(masked.Split('\n')[..^1], static l => Assert.Equal("***", l));
    }

    /// <summary>Encoders of other hands than the mask's: whatever they make of a secret, none of it passes.</summary>
    public static TheoryData<string, Func<string, string>> Encoders => new()
    {
        { "as it is", static s => s },
        { "form, upper hex", WebUtility.UrlEncode! },
        { "form, lower hex", static s => HttpUtility.UrlEncode(s) },
        { "URL, upper hex", Uri.EscapeDataString },
        { "JSON", static s => JsonSerializer.Serialize(s)[1..^1] },
        { "JSON, relaxed", static s => JsonSerializer.Serialize(s, s_relaxed)[1..^1] },
        { "JSON with \\/", static s => JsonSerializer.Serialize(s, s_relaxed)[1..^1].Replace("/", "\\/", StringComparison.Ordinal) },
        { "JavaScript", static s => HttpUtility.JavaScriptStringEncode(s) },
        { "HTML", WebUtility.HtmlEncode! },
        { "XML", static s => System.Security.SecurityElement.Escape(s)! },
        { "shell", static s => s.Replace("'", "'\\''", StringComparison.Ordinal) },
        { "hex", static s => Convert.ToHexString(Encoding.UTF8.GetBytes(s)) },
        { "hex, lower", static s => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)) },
        { "hex with -", static s => BitConverter.ToString(Encoding.UTF8.GetBytes(s)) },
        { "Base64", static s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)) },
        { "Base64 in lines of 76", static s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s), Base64FormattingOptions.InsertLineBreaks) },
        { "Base64 in lines of 64", static s => string.Join('\n', Convert.ToBase64String(Encoding.UTF8.GetBytes(s)).Chunk(64).Select(static l => new string(l))) },
        { "Base64 for URLs", static s => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(s)) },
        { "Base64 in a URL", static s => Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(s))) },
    };

    [Theory]
    [MemberData(nameof(Encoders))]
    public void No_encoder_brings_a_secret_through(string what, Func<string, string> encode) =>
        Gen.String[Gen.Char["abcXYZ019 äé€<>&\"'/\\+=%$!-_.:;{}\n\t"], 6, 120].Select(static s => $"a{s}z").Sample(
            secret =>
            {
                var written = encode(secret);
                var masked = Mask(secret).Apply($"[before]{written}[after]");
                return masked == "[before]***[after]" ? true : throw new InvalidOperationException($"{what}: {written} became {masked}");
            },
            iter: 300);

    [Fact]
    public void A_secret_of_a_letter_or_two_leaves_the_engines_own_words_alone()
    {
        var failure = Mask("e", "it", "hunter22").Apply(new StepFailure("exit-status", "the script exited with 4: hunter22", Retryable: true, "look at it") { Details = ["e=it"] });

        Assert.Equal(("the script exited with 4: ***", "look at it", "***=***"), (failure.Message, failure.Hint, Assert.Single(failure.Details)));
    }

    [Fact]
    public void Every_text_within_a_value_is_masked_the_names_too()
    {
        Value value = new Value.Map(
        [
            new("the-hunter22", new Value.List([new Value.Text("a hunter22"), new Value.Secret("other"), new Value.Integer(1)])),
        ]);
        Assert.Equal(new Value.Map([new("the-***", new Value.List([new Value.Text("a ***"), new Value.Text("***"), new Value.Integer(1)]))]), Mask("hunter22").Apply(value));
    }

    [Fact]
    public void A_failure_is_masked_in_all_its_parts()
    {
        var failure = Mask("hunter22").Apply(new StepFailure("code", "m hunter22", Retryable: true, "h hunter22") { Details = ["d hunter22"] });
        Assert.Equal(("code", "m ***", "h ***", "d ***"), (failure.Code, failure.Message, failure.Hint, Assert.Single(failure.Details)));
    }

    /// <summary>The stream may be cut anywhere: the result is that of the whole text.</summary>
    [Fact]
    public void A_stream_in_pieces_is_masked_as_the_whole_text_is() => Gen.Select(
        Gen.String[Gen.Char["abc"], 0, 200], Gen.String[Gen.Char["abc"], 1, 8].Array[0, 4], Gen.Int[1, 9].Array[1, 300]).Sample(
        static (text, secrets, pieces) =>
        {
            var mask = Mask(secrets);
            return InPieces(mask, text, pieces) == mask.Apply(text);
        },
        iter: 5000);

    [Fact]
    public void No_byte_of_an_occurrence_passes() => Gen.Select(Gen.String[Gen.Char["ab-"], 0, 120], Gen.String[Gen.Char["ab"], 2, 6].Array[1, 3]).Sample(
        static (text, secrets) =>
        {
            var expected = text.ToCharArray();
            foreach (var secret in secrets)
            {
                for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal))
                    expected.AsSpan(at, secret.Length).Fill('*');
            }

            return Mask(secrets).Apply(text).Replace("*", "", StringComparison.Ordinal) == new string(expected).Replace("*", "", StringComparison.Ordinal);
        },
        iter: 5000);

    private static SecretMask Mask(params string[] secrets) => new(secrets.Select(static s => new Value.Secret(s)));

    private static string InPieces(SecretMask mask, string text, int[] pieces)
    {
        var passed = new StringBuilder();
        using var stream = new MaskingStream(mask, bytes => passed.Append(Encoding.UTF8.GetString(bytes)));
        var bytes = Encoding.UTF8.GetBytes(text);
        for (int at = 0, i = 0; at < bytes.Length; at += pieces[i++ % pieces.Length])
            stream.Write(bytes.AsSpan(at, Math.Min(pieces[i % pieces.Length], bytes.Length - at)));
        stream.Complete();
        return passed.ToString();
    }
}
