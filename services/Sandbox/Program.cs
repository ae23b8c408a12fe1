using HelpdeskMail.Sandbox;
using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Google;
using HelpdeskMail.Sandbox.Graph;
using HelpdeskMail.Sandbox.Imap;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.Pages;
using HelpdeskMail.Sandbox.Pages.Log;
using HelpdeskMail.Sandbox.Pop3;
using HelpdeskMail.Sandbox.Seed;
using HelpdeskMail.Sandbox.SignIn;
using HelpdeskMail.Sandbox.Smtp;
using HelpdeskMail.Sandbox.Wire;
using HelpdeskMail.ServiceDefaults;
using HelpdeskMail.ServiceDefaults.Database;
using HelpdeskMail.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args);
DevelopmentOnly.Check(builder.Environment);
builder.AddServiceDefaults("sandbox");
builder.AddDatabase<Program>("sandbox");
builder.AddSettings<SandboxSettings>("Sandbox");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = kestrel.ApplicationServices.GetRequiredService<SelfMadeCertificate>().Value));
builder.Services.AddRazorComponents();
builder.Services.AddSignIn();
builder.Services.AddGraph();
builder.Services.AddGoogle();
builder.Services
    .AddSingleton<FaultBoard>().AddSingleton<Occupancy>()
    .AddSingleton<MailboxEvents>().AddSingleton<FolderStore>().AddSingleton<MessageStore>().AddSingleton<Delivery>().AddSingleton<MailReader>()
    .AddSingleton<SelfMadeCertificate>().AddSingleton<SessionRecorder>().AddSingleton<MailListeners>()
    .AddSingleton<ImapServer>().AddSingleton<Pop3Server>().AddSingleton<SmtpServer>().AddSingleton<Submissions>()
    .AddSingleton<SeedAtStart>().AddSingleton<SessionReader>()
    .AddHostedService(services => services.GetRequiredService<SeedAtStart>())
    .AddHostedService(services => services.GetRequiredService<SessionRecorder>())
    .AddHostedService(services => services.GetRequiredService<MailListeners>());

var app = builder.Build();
app.UseGraphPaths();
app.UseServiceDefaults();
app.UseSameOriginForms();
app.MapSignIn();
app.MapGraph();
app.MapGoogle();
app.MapMailApi();
app.MapControlApi();
app.MapPolicyApi();
app.MapSubscriptionApi();
app.MapApplicationApi();
app.MapPages();
app.Run();
