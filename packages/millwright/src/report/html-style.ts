import { html } from './html-tag.ts'

/** The whole look: system fonts, light and dark by the reader's choice, narrow screens, paper. */
export const style = html`
:root{color-scheme:light dark;--ink:#1b2430;--quiet:#5b6775;--page:#f4f5f7;--card:#fff;--line:#dfe3e8;--soft:#f0f2f5;
--good:#17663a;--good-bg:#e6f4ea;--warn:#7a4b00;--warn-bg:#fdf1d8;--bad:#a11b1b;--bad-bg:#fdeaea;--calm:#30507a;--calm-bg:#e8eff9;
--inserted:#2f7d4f;--updated:#2f6db3;--deleted:#7a4a2b;--unchanged:#a3adb9;--merged:#8a5bb5;--filtered:#d0a33a;--rejected:#c23b3b}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ee;--quiet:#9aa6b5;--page:#12161c;--card:#1a2029;--line:#303947;--soft:#222a35;
--good:#7ed6a0;--good-bg:#14301f;--warn:#f0c070;--warn-bg:#362809;--bad:#ff9b94;--bad-bg:#3b1717;--calm:#9dc1f2;--calm-bg:#182a42;
--inserted:#4caf78;--updated:#5b9ae0;--deleted:#b98a67;--unchanged:#6d7887;--merged:#b38ad8;--filtered:#d9b255;--rejected:#e86a62}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,sans-serif}
main,.top,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
.top{padding-top:2rem;padding-bottom:1rem}
.brand{margin:0;font-weight:650;letter-spacing:.01em}.brand span{color:var(--quiet);font-weight:400}
h1{margin:.15rem 0 0;font-size:1.75rem;line-height:1.25;overflow-wrap:anywhere}
h2{margin:0 0 .6rem;font-size:1.2rem}h3{margin:1.4rem 0 .5rem;font-size:1rem}
p{margin:.4rem 0}ul{margin:.4rem 0;padding-left:1.2rem}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,Liberation Mono,monospace;font-size:.875em}
code{overflow-wrap:anywhere}
pre{margin:.5rem 0 0;padding:.6rem .75rem;background:var(--soft);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45}
bdi,code,dd,td,pre{unicode-bidi:isolate}
.card,.banner{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem 1.4rem;margin:0 0 1.1rem}
.banner{display:flex;gap:1.1rem;align-items:flex-start;border-width:2px;scroll-margin:1rem}
.banner h2{font-size:1.7rem;line-height:1.2;margin:0;letter-spacing:.01em}
.banner p{margin:.35rem 0 0;overflow-wrap:anywhere}.banner .label{margin:0 0 .15rem;font-size:.85rem;color:var(--quiet)}
.sign{flex:none;width:2.9rem;height:2.9rem;border-radius:50%;display:grid;place-items:center;font-size:1.4rem;font-weight:700;border:2px solid currentColor}
.banner.good{border-color:var(--good);background:var(--good-bg)}.good .sign,.banner.good h2{color:var(--good)}
.banner.warn{border-color:var(--warn);background:var(--warn-bg)}.warn .sign,.banner.warn h2{color:var(--warn)}
.banner.bad{border-color:var(--bad);background:var(--bad-bg)}.bad .sign,.banner.bad h2{color:var(--bad)}
.banner.calm{border-color:var(--calm);background:var(--calm-bg)}.calm .sign,.banner.calm h2{color:var(--calm)}
.card.bad{border-left:.35rem solid var(--bad)}.card.bad h2{color:var(--bad)}.lead{font-size:1.05rem;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:0 0 1.1rem}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.85rem 1.1rem}
dt{color:var(--quiet);font-size:.85rem}dd{margin:0;overflow-wrap:anywhere}
.tiles strong{display:block;font-size:1.55rem;line-height:1.25;font-variant-numeric:tabular-nums;font-weight:650}
.tiles span{color:var(--quiet);font-size:.85rem}
.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.75rem 1.5rem;margin:.7rem 0 0}
.wide{grid-column:1/-1}
.scroll{overflow-x:auto;margin:.6rem -.4rem 0;padding:0 .4rem}
table{border-collapse:collapse;width:100%;font-size:.925rem}
caption{text-align:left;color:var(--quiet);font-size:.85rem;padding:0 0 .4rem}
th,td{text-align:left;padding:.45rem .6rem;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-size:.8rem;color:var(--quiet);font-weight:600;border-bottom:2px solid var(--line);white-space:nowrap}
tbody th[scope=row]{min-width:9rem;overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.zero{color:var(--quiet)}
.value{overflow-wrap:anywhere;font-variant-numeric:tabular-nums}td.n.value{white-space:normal;min-width:9.5rem;max-width:16rem}
.item th,.item td{background:var(--soft);font-weight:600}.item .quiet,.item .n{font-weight:400}.step{padding-left:1.4rem}
tfoot th,tfoot td{border-top:2px solid var(--line);font-weight:650}tfoot tr+tr td{border-top:0;font-weight:400}
.words{color:var(--quiet)}.quiet{color:var(--quiet);font-size:.9em}
.mark{display:inline-block;padding:.05rem .5rem;border-radius:1rem;font-size:.82rem;font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
.mark.good{color:var(--good);background:var(--good-bg)}.mark.warn{color:var(--warn);background:var(--warn-bg)}
.mark.bad{color:var(--bad);background:var(--bad-bg)}.mark.calm{color:var(--calm);background:var(--calm-bg)}
tr.failed th[scope=row]{box-shadow:inset .25rem 0 0 var(--bad);font-weight:600}tr.failed .quiet{font-weight:400}.samples td{padding-top:0}.samples pre{margin-top:0}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;padding:0;font-size:.85rem;color:var(--quiet)}
.key{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.4rem;vertical-align:-.06rem}
.bars{display:grid;grid-template-columns:repeat(auto-fill,minmax(26rem,1fr));gap:1.1rem 1.8rem;margin-top:.8rem}
figure{margin:0;display:flex;flex-direction:column;justify-content:space-between}figcaption{font-size:.9rem;margin-bottom:.35rem;overflow-wrap:anywhere}
.bar{display:block;width:100%;height:.9rem;border-radius:.3rem;overflow:hidden}.rest{fill:var(--soft)}
.inserted{fill:var(--inserted);background:var(--inserted)}.updated{fill:var(--updated);background:var(--updated)}
.unchanged{fill:var(--unchanged);background:var(--unchanged)}.merged{fill:var(--merged);background:var(--merged)}
.deleted{fill:var(--deleted);background:var(--deleted)}.filtered{fill:var(--filtered);background:var(--filtered)}.rejected{fill:var(--rejected);background:var(--rejected)}
.group{border-top:1px solid var(--line);padding-top:.9rem;margin-top:.9rem}.group h3{margin:0 0 .2rem}.count{font-variant-numeric:tabular-nums}
.findings{list-style:none;padding:0}.findings li{border-top:1px solid var(--line);padding:.7rem 0}.findings li:last-child{padding-bottom:0}.findings p{overflow-wrap:anywhere}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:0 1.1rem}.two li{overflow-wrap:anywhere}
.commands div{display:flex;flex-wrap:wrap;gap:.15rem 1rem;padding:.35rem 0}.commands{margin:0}.commands dt{color:inherit;min-width:22rem}.commands dd{color:var(--quiet)}
footer{padding-top:.5rem;padding-bottom:2.5rem;color:var(--quiet);font-size:.85rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);color:var(--ink);padding:.6rem 1rem;border:2px solid currentColor;border-radius:.4rem;z-index:1}
:focus-visible{outline:3px solid var(--calm);outline-offset:2px}
@media (max-width:40rem){main,.top,footer{padding-left:.8rem;padding-right:.8rem}.card,.banner{padding:1rem}.banner{gap:.8rem}.banner h2{font-size:1.35rem}
.sign{width:2.3rem;height:2.3rem;font-size:1.1rem}.bars,.pairs{grid-template-columns:1fr}.tiles{grid-template-columns:1fr 1fr}.commands dt{min-width:0}h1{font-size:1.35rem}.scroll table{min-width:38rem}}
@media print{@page{margin:12mm}html{font-size:12px}body{background:#fff;font-size:1rem}main,.top,footer{max-width:none;padding:0 0 .6rem}.card,.banner,.tiles div{break-inside:avoid-page;border-color:#bbb}
.skip{display:none}.scroll{overflow:visible}table{font-size:7.5pt}thead th{font-size:7pt}th,td{padding:.2rem .25rem}thead{display:table-header-group}tr,.group,figure{break-inside:avoid}
.mark{border:1px solid currentColor;font-size:inherit;padding:0 .3rem}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`
