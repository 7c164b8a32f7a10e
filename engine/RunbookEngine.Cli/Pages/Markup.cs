using System.Globalization;
using System.Net;
using RunbookEngine.Cli.Text;

namespace RunbookEngine.Cli.Pages;

/// <summary>Makes text from elsewhere harmless in HTML and XML. Pure.</summary>
internal static class Markup
{
    /// <summary>One line of text, or an attribute's value, in HTML: no markup, no controls, nothing that turns the reading direction.</summary>
    public static string Line(string text) => WebUtility.HtmlEncode(Plain(text));

    /// <summary>The same before it is encoded, for a writer that does that itself. Two code points that are no characters are not allowed in XML at all.</summary>
    public static string Plain(string text) => Xml(TerminalText.Line(text));

    /// <summary>As <see cref="Line"/>, and lines stay lines.</summary>
    public static string Block(string text) => WebUtility.HtmlEncode(Xml(TerminalText.Block(text)));

    /// <summary>Numbers as every reader of markup takes them.</summary>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Xml(string text) => text.Replace('\ufffe', '\ufffd').Replace('\uffff', '\ufffd');
}
