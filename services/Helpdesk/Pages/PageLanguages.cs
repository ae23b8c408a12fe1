using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>
/// The languages of the pages: English, and each one whose satellite (<c>LANGUAGE/HelpdeskMail.Helpdesk.resources.dll</c>, made of <c>Resources/Words.LANGUAGE.resx</c>) lies
/// beside the service. The browser's Accept-Language chooses. Only words change: dates and numbers are written as without translations, and programs get English.
/// </summary>
internal static class PageLanguages
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <summary>Before everything that may write a page.</summary>
    public static void UsePageLanguages(this WebApplication app)
    {
        // What is written outside of a request, above all what is stored, is English wherever the service runs.
        CultureInfo.DefaultThreadCurrentUICulture = English;
        var browser = new AcceptLanguageHeaderRequestCultureProvider();
        app.UseRequestLocalization(new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture(CultureInfo.CurrentCulture, English),
            SupportedCultures = [],
            SupportedUICultures = Find(AppContext.BaseDirectory),
            RequestCultureProviders = [new CustomRequestCultureProvider(context => IsForPrograms(context.Request.Path) ? Task.FromResult<ProviderCultureResult?>(null) : browser.DetermineProviderCultureResult(context))],
        });
    }

    /// <summary>English and the languages whose satellites lie in a folder.</summary>
    internal static List<CultureInfo> Find(string folder)
    {
        var satellite = $"{typeof(PageLanguages).Assembly.GetName().Name}.resources.dll";
        return
        [
            English,
            .. Directory.EnumerateDirectories(folder).Where(language => File.Exists(Path.Combine(language, satellite))).Select(language => CultureInfo.GetCultureInfo(Path.GetFileName(language))),
        ];
    }

    private static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/internal", StringComparison.OrdinalIgnoreCase);
}
