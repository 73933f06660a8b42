/*
 * One drawing for a light and a dark page.
 *
 * Mermaid computes with colours, so it cannot be given var(--mm-line).  It is
 * given a colour nobody writes, one for each of our names, and the drawing gets
 * the name back wherever that colour turns up.  assets/css/diagram.css says what
 * the names look like; a name here that is missing there is a black spot, and a
 * test compares the two lists.
 */

/* our name: the variables of Mermaid's theme 'base' that mean it */
const NAMES = {
	bg: 'background xyChart.backgroundColor wardley.backgroundColor ' +
		'wardley.componentFill wardley.annotationFill emUiFill',
	mainBkg: 'mainBkg primaryColor nodeBkg personBkg rowOdd requirementBackground ' +
		'taskBkgColor stateBkg compositeTitleBackground tagLabelBackground ' +
		'attributeBackgroundColorOdd quadrant1Fill quadrant3Fill packet.blockFillColor ' +
		'railroad.nonTerminalFill',
	nodeBorder: 'nodeBorder primaryBorderColor secondaryBorderColor tertiaryBorderColor ' +
		'border2 personBorder requirementBorderColor taskBorderColor tagLabelBorder ' +
		'compositeBorder quadrantInternalBorderStrokeFill emUiStroke ' +
		'quadrantExternalBorderStrokeFill archGroupBorderColor packet.blockStrokeColor ' +
		'cynefin.boundaryColor railroad.terminalStroke railroad.nonTerminalStroke',
	nodeTextColor: 'nodeTextColor primaryTextColor secondaryTextColor tertiaryTextColor ' +
		'stateLabelColor classText requirementTextColor tagLabelColor branchLabelColor ' +
		'cynefin.labelColor cynefin.textColor taskTextColor taskTextLightColor',
	textColor: 'textColor transitionLabelColor relationLabelColor taskTextOutsideColor ' +
		'taskTextDarkColor taskTextClickableColor pieLegendTextColor pieSectionTextColor ' +
		'quadrant1TextFill quadrant2TextFill quadrant3TextFill quadrant4TextFill ' +
		'quadrantPointTextFill quadrantXAxisTextFill quadrantYAxisTextFill ' +
		'vennSetTextColor commitLabelColor scaleLabelColor xyChart.dataLabelColor ' +
		'xyChart.legendTextColor ' +
		'xyChart.xAxisTitleColor xyChart.xAxisLabelColor xyChart.yAxisTitleColor ' +
		'xyChart.yAxisLabelColor wardley.axisTextColor wardley.componentLabelColor ' +
		'wardley.annotationTextColor packet.startByteColor packet.endByteColor ' +
		'packet.labelColor treeView.labelColor treemap.labelColor treemap.valueColor',
	titleColor: 'titleColor pieTitleTextColor quadrantTitleFill vennTitleTextColor ' +
		'xyChart.titleColor packet.titleColor treemap.titleColor',
	lineColor: 'lineColor arrowheadColor defaultLinkColor transitionColor specialStateColor ' +
		'innerEndBackground relationColor archEdgeColor archEdgeArrowColor emArrowhead ' +
		'emRelationStroke xyChart.xAxisTickColor xyChart.xAxisLineColor ' +
		'xyChart.yAxisTickColor xyChart.yAxisLineColor wardley.axisColor ' +
		'wardley.componentStroke wardley.linkStroke wardley.annotationStroke ' +
		'radar.axisColor treeView.lineColor cynefin.arrowColor commitLineColor',
	edgeLabelBackground: 'edgeLabelBackground relationLabelBackground labelBackgroundColor ' +
		'commitLabelBackground pieStrokeColor pieOuterStrokeColor',
	clusterBkg: 'clusterBkg altBackground compositeBackground',
	clusterBorder: 'clusterBorder',
	noteBkgColor: 'noteBkgColor secondaryColor railroad.terminalFill',
	noteTextColor: 'noteTextColor',
	noteBorderColor: 'noteBorderColor',
	actorBkg: 'actorBkg',
	actorBorder: 'actorBorder',
	actorTextColor: 'actorTextColor',
	actorLineColor: 'actorLineColor',
	signalColor: 'signalColor',
	signalTextColor: 'signalTextColor',
	labelBoxBkgColor: 'labelBoxBkgColor',
	labelBoxBorderColor: 'labelBoxBorderColor',
	labelTextColor: 'labelTextColor',
	loopTextColor: 'loopTextColor',
	activationBkgColor: 'activationBkgColor',
	activationBorderColor: 'activationBorderColor',
	sequenceNumberColor: 'sequenceNumberColor',
	altBkg: 'tertiaryColor rectBkgColor sectionBkgColor sectionBkgColor2 rowEven ' +
		'attributeBackgroundColorEven quadrant2Fill quadrant4Fill ' +
		'emSwimlaneBackgroundOdd surface0 surface1 surface2 surface3 surface4',
	altBorder: 'emSwimlaneBackgroundStroke surfacePeer0 surfacePeer1 surfacePeer2 ' +
		'surfacePeer3 surfacePeer4 excludeBkgColor',
	gridColor: 'gridColor radar.graticuleColor wardley.gridColor',
	activeTaskBkgColor: 'activeTaskBkgColor',
	activeTaskBorderColor: 'activeTaskBorderColor quadrantPointFill',
	doneTaskBkgColor: 'doneTaskBkgColor',
	doneTaskBorderColor: 'doneTaskBorderColor',
	critBkgColor: 'critBkgColor errorBkgColor',
	critBorderColor: 'critBorderColor errorTextColor todayLineColor vertLineColor ' +
		'wardley.evolutionStroke wardleyEvolutionColor cynefin.cliffColor',
};

/* Twelve fills that text stands on (f0…) and twelve colours for lines and dots (l0…). */
const FILLS = [
	'cScale0 fillType0 pie1 cynefin.clearBg emReadModelFill',
	'cScale1 fillType1 pie2 cynefin.complicatedBg emCommandFill',
	'cScale2 fillType2 pie3 emEventFill cynefin.confusionBg',
	'cScale3 fillType3 pie4 cynefin.chaoticBg',
	'cScale4 fillType4 pie5 emProcessorFill',
	'cScale5 fillType5 pie6 cynefin.complexBg',
	'cScale6 fillType6 pie7', 'cScale7 fillType7 pie8', 'cScale8 pie9',
	'cScale9 pie10', 'cScale10 pie11', 'cScale11 pie12',
];
const LINES = [
	'git0 venn1 cScaleInv0 cScalePeer0 emReadModelStroke',
	'git1 venn2 cScaleInv1 cScalePeer1 emCommandStroke',
	'git2 venn3 cScaleInv2 cScalePeer2 emEventStroke',
	'git3 venn4 cScaleInv3 cScalePeer3', 'git4 venn5 cScaleInv4 cScalePeer4 emProcessorStroke',
	'git5 venn6 cScaleInv5 cScalePeer5', 'git6 venn7 cScaleInv6 cScalePeer6',
	'git7 venn8 cScaleInv7 cScalePeer7', 'cScaleInv8 cScalePeer8',
	'cScaleInv9 cScalePeer9', 'cScaleInv10 cScalePeer10', 'cScaleInv11 cScalePeer11',
];
const ON_FILL = Array.from({ length: 12 }, (_, i) => `cScaleLabel${i}`).join(' ');
const ON_LINE = Array.from({ length: 8 }, (_, i) => `gitBranchLabel${i} gitInv${i}`).join(' ');

function namesOf() {
	const all = { ...NAMES, onFill: ON_FILL, onLine: ON_LINE };

	FILLS.forEach((variables, i) => { all[`f${i}`] = variables; });
	LINES.forEach((variables, i) => { all[`l${i}`] = variables; });
	return all;
}

/* The n-th colour: hues all round, neither light nor dark, so that shades stay apart. */
function sentinel(khroma, n, of) {
	return khroma.toHex(khroma.hsla(n * 360 / of, 37, 53));
}

/* Colours Mermaid derives from a given one while it writes its style sheet. */
function shades(khroma, colour) {
	return [10, 20, 23, 30].flatMap((by) =>
		[khroma.lighten(colour, by), khroma.darken(colour, by)]
			.map((c) => khroma.toHex(c)));
}

function put(variables, dotted, colour) {
	const [first, second] = dotted.split('.');

	if (second)
		(variables[first] ??= {})[second] = colour;
	else
		variables[first] = colour;
}

/*
 * { variables, names }: the theme for Mermaid, and the way back, from colour
 * ('#rrggbb', lower case) to name.
 */
export function theme(khroma) {
	const all = Object.entries(namesOf());
	const variables = { fontFamily: 'sans-serif', fontSize: '16px', useGradient: false,
		dropShadow: 'none', pieStrokeWidth: '2px', pieOuterStrokeWidth: '0px',
		pieOpacity: '1', pieTitleTextSize: '18px', pieSectionTextSize: '15px',
		pieLegendTextSize: '15px', commitLabelFontSize: '12px', tagLabelFontSize: '12px' };
	const names = {};

	all.forEach(([name, list], i) => {
		const colour = sentinel(khroma, i, all.length);
		names[colour] = name;
		for (const dotted of list.split(' '))
			put(variables, dotted, colour);
	});
	for (const [colour, name] of Object.entries(names))
		for (const shade of shades(khroma, colour))
			names[shade] ??= name;
	/* plots are lines and bars, a list in one string */
	const plots = all.filter(([name]) => /^l\d/.test(name));
	variables.xyChart.plotColorPalette = plots
		.map(([, list]) => variables[list.split(' ')[0]]).join(',');
	variables.radar.curveOpacity = 0.25;
	return { variables, names };
}

/*
 * What Mermaid's own style sheets leave to a white page, or draw too faintly for
 * ours, as a style sheet of the page they are drawn in.
 */
export function repairs(variables) {
	const curves = LINES.map((list, i) => {
		const colour = variables[list.split(' ')[0]];
		return `.radarCurve-${i}, .radarLegendBox-${i} ` +
			`{ stroke: ${colour} !important; fill: ${colour} !important }`;
	});

	return `.grid .tick line, .grid path { stroke: ${variables.gridColor} }` +
		'.grid .tick text { font-size: 12px }' +
		/* life lines run through the words of messages */
		`.messageText { stroke: ${variables.edgeLabelBackground} !important; ` +
		`stroke-width: 4px !important; paint-order: stroke }${curves.join('')}`;
}

/* Every name the drawings may use, as in --mm-NAME. */
export const colourNames = Object.keys(namesOf());
